"use strict";
// What the other scripts share. Names from models only ever become text: `textContent`, never markup.
const netlint = {
  data(id) {
    return JSON.parse(document.getElementById(id).textContent);
  },
  element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  },
  svg(tag, attributes = {}, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    return made;
  },
  // 146 M, 2.28 M, 1,204; a figure that is unknown is null.
  compact(value) {
    if (value === null || value === undefined) return "?";
    for (const [factor, letter] of [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
      if (value >= factor * 0.9995) return `${netlint.digits(value / factor)} ${letter}`;
    }
    return netlint.digits(value);
  },
  bytes(value) {
    if (value === null || value === undefined) return "?";
    for (const [factor, name] of [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]]) {
      if (value >= factor) return `${(value / factor).toFixed(1)} ${name}`;
    }
    return `${Math.round(value)} B`;
  },
  digits(value) {
    if (Number.isInteger(value) && value < 1000) return String(value);
    return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  },
  share(part, whole) {
    if (part === null || !whole) return "?";
    const percent = (100 * part) / whole;
    return percent > 0 && percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
  },
  many(count, noun) {
    return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
  },
};
