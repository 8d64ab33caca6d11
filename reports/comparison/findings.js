"use strict";
// The list of findings: by rule, level, network and text.
{
  const controls = document.getElementById("finding-controls");
  const items = [...document.querySelectorAll("#finding-list > li")];
  const field = (name) => document.getElementById(`filter-${name}`);
  const texts = items.map((item) => item.textContent.toLowerCase());

  const filter = () => {
    const [rule, kind, network] = ["rule", "kind", "network"].map((name) => field(name).value);
    const words = field("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, index) => {
      const fits =
        (!rule || item.dataset.rule === rule) &&
        (!kind || item.dataset.kind === kind) &&
        (!network || item.dataset.network === network) &&
        words.every((word) => texts[index].includes(word));
      item.hidden = !fits;
      shown += fits;
    });
    const all = shown === items.length;
    const count = netlint.many(items.length, "finding");
    document.getElementById("filter-status").textContent = all ? count : `${shown} of ${count}`;
  };

  if (controls) {
    controls.addEventListener("input", filter);
    controls.addEventListener("submit", (event) => event.preventDefault());
    filter();
  }

  // A link to a rule opens its explanation.
  const openRule = () => {
    const rule = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (rule instanceof HTMLDetailsElement) {
      rule.open = true;
      rule.scrollIntoView();
    }
  };
  addEventListener("hashchange", openRule);
  openRule();
}
