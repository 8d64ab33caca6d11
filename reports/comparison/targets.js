"use strict";
// One target at a time: the switch, and a walk along its kernels from the slowest to the fastest.
{
  const controls = document.getElementById("target-controls");
  const targets = [...document.querySelectorAll("[data-target]")];
  const field = (name) => document.getElementById(name);
  const choice = field("target-choice");
  const network = field("target-network");
  const status = field("kernel-status");
  let at = -1;

  const target = () => targets[choice ? Number(choice.value) : 0];
  const drawing = () => target().querySelector("[data-chart]");

  const show = () => {
    at = -1;
    status.textContent = "";
    for (const each of targets) each.hidden = each !== target();
    for (const place of target().querySelectorAll("[data-chart]")) {
      place.dataset.network = network ? network.value : "";
    }
    netlint.drawIn?.(target());
  };

  // Plotly's texts are markup of a few tags; here they become words.
  const words = (text) =>
    text.replaceAll("<br>", ", ").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

  // The points of what is drawn, the largest (that is, the slowest) first.
  const kernels = (place) =>
    (place.data ?? [])
      .flatMap((trace, curveNumber) =>
        trace.meta === undefined
          ? []
          : trace.marker.size.map((size, pointNumber) => ({ trace, curveNumber, pointNumber, size })),
      )
      .sort((one, other) => other.size - one.size);

  const walk = (step) => {
    const place = drawing();
    const all = place ? kernels(place) : [];
    if (!all.length) return;
    at = Math.min(Math.max(at + step, 0), all.length - 1);
    const { trace, curveNumber, pointNumber } = all[at];
    Plotly.Fx.hover(place, [{ curveNumber, pointNumber }]);
    field("kernel-next").textContent = "Next kernel";
    const name = words(trace.name);
    status.textContent = `${at + 1} of ${all.length}: ${name}, ${words(trace.text[pointNumber])}`;
  };

  if (controls) {
    controls.addEventListener("input", show);
    controls.addEventListener("submit", (event) => event.preventDefault());
    field("kernel-next").addEventListener("click", () => walk(1));
    field("kernel-back").addEventListener("click", () => walk(-1));
    show();
  }
}
