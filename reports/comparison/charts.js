"use strict";
// The drawings: Plotly with the colours of the style sheet, drawn again when the theme changes.
{
  const specs = netlint.data("specs");
  const places = [...document.querySelectorAll("[data-chart]")];
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const resolved = (value, style) => {
    if (typeof value === "string" && value.startsWith("var(--")) {
      return style.getPropertyValue(value.slice(4, -1)).trim();
    }
    if (Array.isArray(value)) return value.map((each) => resolved(each, style));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, resolved(each, style)]),
    );
  };

  const axis = (given, narrow) => ({
    gridcolor: "var(--line)",
    linecolor: "var(--faint)",
    zerolinecolor: "var(--faint)",
    zerolinewidth: 1,
    zeroline: false,
    tickfont: { size: narrow ? 11 : 12 },
    automargin: true,
    fixedrange: true,
    ...given,
    title: { ...given.title, font: { size: narrow ? 12 : 13, color: "var(--soft)" }, standoff: 10 },
  });

  const layoutOf = (given, place, width) => {
    const narrow = width < 520;
    const layout = {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: "var(--ink)" },
      hoverlabel: { bgcolor: "var(--card)", bordercolor: "var(--faint)", font: { color: "var(--ink)" } },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", itemclick: "toggle" },
      hovermode: "closest",
      width,
      height: Number(place.dataset.height),
      ...given,
      margin: { l: 48, r: 12, t: 28, b: 44, ...given.margin },
    };
    for (const name of Object.keys(layout)) {
      if (/^[xy]axis\d*$/.test(name)) layout[name] = axis(layout[name], narrow);
    }
    return layout;
  };

  const draw = (place, width = place.clientWidth) => {
    const style = getComputedStyle(document.documentElement);
    const { data, layout } = specs[place.dataset.chart];
    const only = place.dataset.network || ""; // of a chart that can show one network by itself
    const shown = data.filter(({ meta }) => !only || meta === undefined || String(meta) === only);
    return Plotly.react(
      place,
      resolved(shown, style),
      resolved(layoutOf(layout, place, width), style),
      { displayModeBar: false, responsive: false, doubleClick: false, showTips: false },
    );
  };
  // What is not shown has no width to be drawn in; it is drawn when it is shown.
  const drawAll = () =>
    Promise.all(places.filter((place) => place.clientWidth).map((place) => draw(place)));
  netlint.drawIn = (part) => {
    for (const place of places) if (part.contains(place) && place.clientWidth) draw(place);
  };

  let timer = 0;
  let last = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === last) return; // a phone's address bar only changes the height
    last = innerWidth;
    clearTimeout(timer);
    timer = setTimeout(drawAll, 120);
  });
  dark.addEventListener("change", () => drawAll());
  // Paper is light, and as wide as its margins leave it.
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.theme = "light";
    for (const place of places) draw(place, place.closest(".pair") ? 330 : 680);
  });
  addEventListener("afterprint", () => {
    delete document.documentElement.dataset.theme;
    drawAll();
  });
  // Without Plotly (a page whose `plotly.min.js` is missing) the tables say it all.
  if (typeof Plotly === "undefined") {
    for (const place of places) place.replaceChildren("Drawn by Plotly, which could not be loaded.");
    places.length = 0;
  }
  drawAll().then(() => {
    document.documentElement.dataset.drawn = "yes";
    performance.mark("netlint-drawn");
  });
}
