"use strict";
// Tables that sort: a button in each heading, `aria-sort` on the heading of the sorted column.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = heading.querySelector("button");
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      const words = button.hasAttribute("data-text");
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const order = (row) => row.cells[column].dataset.order ?? "";
      const compare = (first, second) => {
        const [a, b] = [order(first), order(second)];
        if (a === "" || b === "") return (a === "") - (b === ""); // unknown stays last
        const found = words ? a.localeCompare(b, "en", { numeric: true }) : Number(a) - Number(b);
        return down ? -found : found;
      };
      body.append(...[...body.rows].sort(compare));
    });
  });
}
