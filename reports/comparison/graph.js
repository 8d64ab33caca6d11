"use strict";
// The graph of one network: blocks from top to bottom, each opens to its layers. Only what can be
// seen is in the document, so that a network of thousands of layers stays usable.
{
  const { families, networks } = netlint.data("graphs");
  const view = document.getElementById("graph-view");
  const panel = document.getElementById("graph-panel");
  const status = document.getElementById("graph-status");
  const control = (name) => document.getElementById(`graph-${name}`);
  const { BLOCK, GAP } = netlint.layout;
  const KINDS = ["none", "info", "undecided", "warning", "error"];
  const SIGNS = { error: "!!", warning: "!", info: "i", undecided: "?" };

  let net = null; // the network with what is found out about it
  let placed = null; // where everything is
  let chosen = null; // the id of the chosen block (`b3`) or layer (`l17`)
  let matches = [];
  let drawn = new Map();
  let stage = null;

  const worse = (a, b) => (KINDS.indexOf(a) >= KINDS.indexOf(b) ? a : b);

  const costs = (node) =>
    node.layer === null
      ? net.costs[node.block]
      : { bytes: net.bytes[node.layer], adds: net.adds[node.layer], params: net.params[node.layer] };
  const findingsOf = (node) => (node.layer === null ? net.ofBlock[node.block] : net.ofLayer[node.layer]);
  const worstOf = (node) => findingsOf(node).reduce((worst, [, kind]) => worse(worst, kind), "none");
  const nameOf = (node) => (node.layer === null ? net.blocks[node.block] : net.names[node.layer]);
  const familyOf = (node) => {
    if (node.layer !== null) return net.family[node.layer];
    const each = new Map();
    for (const layer of net.members[node.block]) each.set(net.family[layer], (each.get(net.family[layer]) ?? 0) + (net.bytes[layer] ?? 0));
    return [...each].reduce((best, now) => (now[1] > best[1] ? now : best))[0];
  };

  // The class of the stripe, how much of the bar is filled, and what is said beside it.
  const look = (node) => {
    const mode = control("color").value;
    const measure = mode === "adds" ? "adds" : "bytes";
    const most = (node.layer === null ? net.mostOfBlock : net.most)[measure];
    const part = most ? (costs(node)[measure] ?? 0) / most : 0;
    const fill =
      mode === "family" ? `fam-${familyOf(node)}` : mode === "finding" ? `level-fill-${worstOf(node)}` : `heat-fill-${Math.min(4, Math.ceil(part * 4.999))}`;
    return { fill, part, text: netlint.share(costs(node)[measure], net.total[measure]) };
  };

  // The end of a path tells more than its beginning.
  const cut = (text, most) => (text.length <= most ? text : `${text.slice(0, Math.floor(most / 3))}…${text.slice(text.length - most + Math.floor(most / 3) + 1)}`);

  const about = (node) => {
    if (node.layer !== null) return `${net.texts[net.op[node.layer]]}`;
    return netlint.many(net.members[node.block].length, "layer");
  };

  const drawNode = (node) => {
    const { fill, part, text } = look(node);
    const findings = findingsOf(node);
    const label = `${node.layer === null ? "Block " : ""}${nameOf(node)}, ${about(node)}, ${text}${findings.length ? `, ${netlint.many(findings.length, "finding")}` : ""}`;
    const group = netlint.svg("g", {
      class: `node${node.open ? " open" : ""}${node.id === chosen ? " chosen" : ""}`,
      role: "treeitem",
      id: `node-${node.id}`,
      tabindex: node.id === (chosen ?? "b0") ? "0" : "-1",
      "aria-level": node.layer === null ? "1" : "2",
      "aria-selected": String(node.id === chosen),
      "aria-label": label,
      transform: `translate(${node.x} ${node.y})`,
    });
    if (node.layer === null) group.setAttribute("aria-expanded", String(node.open));
    const head = node.layer === null ? BLOCK.height : node.height;
    const sign = worstOf(node);
    const room = Math.floor((node.width - (sign === "none" ? 84 : 110)) / 6.6);
    group.append(
      netlint.svg("rect", { class: "box", width: node.width, height: node.height, rx: 4 }),
      netlint.svg("rect", { class: fill, x: 1, y: 1, width: 7, height: node.height - 2, rx: 3 }),
      netlint.svg("text", { x: 18, y: 19 }, `${node.layer === null ? (node.open ? "▾ " : "▸ ") : ""}${cut(nameOf(node), room)}`),
      netlint.svg("text", { class: "small", x: 18, y: 34 }, cut(about(node), Math.floor((node.width - 40) / 6))),
      netlint.svg("text", { class: "small", x: node.width - 10, y: 19, "text-anchor": "end" }, text),
      netlint.svg("rect", { class: "track", x: 18, y: head - 6, width: node.width - 28, height: 3 }),
      netlint.svg("rect", { class: fill, x: 18, y: head - 6, width: ((node.width - 28) * part).toFixed(1), height: 3 }),
    );
    if (sign !== "none") group.append(netlint.svg("text", { class: `sign sign-${sign}`, x: node.width - 10, y: 35, "text-anchor": "end" }, `${SIGNS[sign]} ${findings.length}`));
    return group;
  };

  const drawEdge = (edge) =>
    netlint.svg("path", { class: `edge${edge.from.id === chosen || edge.to.id === chosen ? " near" : ""}`, d: netlint.layout.pathOf(edge, placed.bands), "marker-end": "url(#arrow)" });

  // Puts what can be seen into the document, and takes out what cannot.
  const render = () => {
    if (!placed) return;
    const [top, bottom] = [view.scrollTop - 200, view.scrollTop + view.clientHeight + 200];
    const wanted = new Set();
    for (const edge of placed.edges) {
      const [low, high] = edge.from.y < edge.to.y ? [edge.from.y, edge.to.y] : [edge.to.y, edge.from.y];
      if (low <= bottom && high >= top) keep(wanted, `e${edge.id}`, () => drawEdge(edge), stage.edges);
    }
    for (const node of placed.nodes.values()) {
      if (node.y <= bottom && node.y + node.height >= top) keep(wanted, node.id, () => drawNode(node), node.layer === null ? stage.blocks : stage.layers);
    }
    for (const [id, made] of drawn) {
      if (!wanted.has(id)) {
        made.remove();
        drawn.delete(id);
      }
    }
  };

  const keep = (wanted, id, make, parent) => {
    wanted.add(id);
    if (drawn.has(id)) return;
    const made = make();
    drawn.set(id, made);
    parent.append(made);
  };

  const restart = () => {
    placed = netlint.layout.arrange(net);
    const width = Math.max(view.clientWidth - 2, placed.width + 2 * GAP.margin + 60);
    const root = netlint.svg("svg", { width, height: placed.height, viewBox: `${-width / 2} 0 ${width} ${placed.height}` });
    const defs = netlint.svg("defs");
    const arrow = netlint.svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto" });
    arrow.append(netlint.svg("path", { class: "arrow", d: "M0 0L8 4L0 8z" }));
    defs.append(arrow);
    const tree = netlint.svg("g", { role: "tree", "aria-label": `Blocks and layers of ${net.label}` });
    stage = { edges: netlint.svg("g", { "aria-hidden": "true" }), blocks: netlint.svg("g", { role: "presentation" }), layers: netlint.svg("g", { role: "presentation" }) };
    tree.append(stage.blocks, stage.layers);
    // Links over blocks, under layers.
    tree.insertBefore(stage.edges, stage.layers);
    root.append(defs, tree);
    drawn = new Map();
    const across = view.firstChild ? view.scrollLeft : (width - view.clientWidth) / 2;
    view.replaceChildren(root);
    view.scrollLeft = across;
    render();
  };

  const redraw = () => {
    for (const made of drawn.values()) made.remove();
    drawn.clear();
    render();
  };

  const show = (id, focus) => {
    const node = placed.nodes.get(id);
    if (!node) return;
    const [top, bottom] = [view.scrollTop, view.scrollTop + view.clientHeight];
    if (node.y < top + 20 || node.y + Math.min(node.height, 120) > bottom - 20) view.scrollTop = node.y - view.clientHeight / 3;
    const left = node.x + Number(view.firstChild.getAttribute("width")) / 2;
    if (left < view.scrollLeft || left + Math.min(node.width, view.clientWidth) > view.scrollLeft + view.clientWidth) view.scrollLeft = left + node.width / 2 - view.clientWidth / 2;
    redraw();
    if (!focus) return;
    drawn.get(id)?.focus({ preventScroll: true });
    drawn.get(id)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const choose = (id, focus = true) => {
    chosen = id;
    show(id, focus);
    describe(placed.nodes.get(id));
  };

  const toggle = (block, open = !net.open.has(block)) => {
    if (open) net.open.add(block);
    else net.open.delete(block);
    restart();
    choose(`b${block}`);
  };

  const chooseLayer = (layer, focus = true) => {
    if (!net.open.has(net.block[layer])) {
      net.open.add(net.block[layer]);
      restart();
    }
    choose(`l${layer}`, focus);
  };

  const load = (index) => {
    net = netlint.layout.prepare(networks[index]);
    control("network").value = String(index);
    chosen = null;
    matches = [];
    view.replaceChildren();
    view.scrollTop = 0;
    restart();
    view.scrollLeft = (Number(view.firstChild.getAttribute("width")) - view.clientWidth) / 2;
    status.textContent = `${netlint.many(net.names.length, "layer")} in ${netlint.many(net.blocks.length, "block")}`;
    describe(null);
  };

  const definitions = (pairs) => {
    const list = netlint.element("dl");
    for (const [name, text] of pairs) list.append(netlint.element("dt", {}, name), netlint.element("dd", {}, text));
    return list;
  };

  const link = (layer) => {
    const button = netlint.element("button", { type: "button" }, net.names[layer]);
    button.addEventListener("click", () => chooseLayer(layer));
    return button;
  };

  const describe = (node) => {
    panel.scrollTop = 0;
    if (!node) {
      panel.replaceChildren(netlint.element("p", {}, "Choose a block or a layer to see its figures."));
      return;
    }
    const { bytes, adds, params } = costs(node);
    const parts = [
      netlint.element("h3", {}, nameOf(node)),
      definitions([
        ...(node.layer === null
          ? [["layers", String(net.members[node.block].length)]]
          : [["operation", net.texts[net.op[node.layer]]], ["class", net.texts[net.kind[node.layer]]], ["family", families[net.family[node.layer]]], ["input", net.texts[net.input[node.layer]] || "–"], ["output", net.texts[net.output[node.layer]] || "–"]]),
        ["parameters", netlint.compact(params)],
        ["mult-adds", `${netlint.compact(adds)} (${netlint.share(adds, net.total.adds)})`],
        ["memory access", `${netlint.bytes(bytes)} (${netlint.share(bytes, net.total.bytes)})`],
      ]),
    ];
    for (const [rule, kind, message] of findingsOf(node)) {
      parts.push(netlint.element("p", {}, netlint.element("span", { class: `level level-${kind}` }, `${SIGNS[kind]} ${rule} ${kind}`), message));
    }
    parts.push(...(node.layer === null ? [layerTable(node.block)] : neighbours(node.layer)));
    panel.replaceChildren(...parts);
  };

  const layerTable = (block) => {
    const body = netlint.element("tbody");
    const own = net.members[block];
    for (const layer of own.slice(0, 200)) {
      body.append(netlint.element("tr", {}, netlint.element("th", { scope: "row" }, link(layer)), netlint.element("td", {}, netlint.bytes(net.bytes[layer]))));
    }
    const head = netlint.element("tr", {}, netlint.element("th", { scope: "col" }, "layer"), netlint.element("th", { scope: "col" }, "memory access"));
    const table = netlint.element("table", {}, netlint.element("thead", {}, head), body);
    if (own.length > 200) table.append(netlint.element("caption", {}, `The first 200 of ${netlint.many(own.length, "layer")}`));
    return table;
  };

  const neighbours = (layer) => {
    const readers = [];
    net.reads.forEach((producers, other) => { if (producers.includes(layer)) readers.push(other); });
    const listed = (title, found) => {
      const list = netlint.element("p", {}, netlint.element("strong", {}, title));
      for (const other of found.slice(0, 30)) list.append(netlint.element("br"), link(other));
      return found.length ? [list] : [];
    };
    return [...listed("Reads", net.reads[layer]), ...listed("Read by", readers)];
  };

  const search = () => {
    const wanted = control("search").value.trim().toLowerCase();
    matches = wanted ? net.names.map((name, layer) => [name.toLowerCase(), layer]).filter(([name, layer]) => name.includes(wanted) || net.texts[net.op[layer]].includes(wanted)).map(([, layer]) => layer) : [];
    status.textContent = wanted ? `${netlint.many(matches.length, "layer")} found` : `${netlint.many(net.names.length, "layer")} in ${netlint.many(net.blocks.length, "block")}`;
    return matches;
  };

  const next = () => {
    if (!matches.length) search();
    if (!matches.length) return;
    const now = chosen?.startsWith("l") ? matches.indexOf(Number(chosen.slice(1))) : -1;
    const place = (now + 1) % matches.length;
    chooseLayer(matches[place], false);
    status.textContent = `${place + 1} of ${netlint.many(matches.length, "layer")} found: ${net.names[matches[place]]}`;
  };

  const walk = (event) => {
    const id = event.target.closest?.(".node")?.id.slice(5);
    if (!id) return;
    const node = placed.nodes.get(id);
    const at = placed.order.indexOf(id);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: placed.order.length - 1 };
    if (event.key in steps) {
      const target = placed.order[steps[event.key]];
      if (target) choose(target);
    } else if (event.key === "ArrowRight" && node.layer === null && !node.open) toggle(node.block, true);
    else if (event.key === "ArrowLeft" && (node.open || node.layer !== null)) {
      if (node.open) toggle(node.block, false);
      else choose(`b${node.block}`);
    } else if (event.key === "Enter" || event.key === " ") {
      if (node.layer === null) toggle(node.block);
      else choose(id);
    } else return;
    event.preventDefault();
  };

  // `#layer-1-17`: layer 17 of network 1, as the findings link to it.
  const follow = () => {
    const found = /^#layer-(\d+)-(\d+)$/.exec(location.hash);
    if (!found || !networks[found[1]] || !(found[2] in networks[found[1]].names)) return;
    if (net !== networks[found[1]]) load(Number(found[1]));
    document.getElementById("graph").scrollIntoView();
    chooseLayer(Number(found[2]));
  };

  view.addEventListener("click", (event) => {
    const id = event.target.closest(".node")?.id.slice(5);
    if (!id) return;
    const node = placed.nodes.get(id);
    if (node.layer === null) toggle(node.block);
    else choose(id);
  });
  view.addEventListener("keydown", walk);
  view.addEventListener("scroll", () => requestAnimationFrame(render), { passive: true });
  control("network").addEventListener("change", (event) => load(Number(event.target.value)));
  control("color").addEventListener("change", redraw);
  control("search").addEventListener("input", search);
  control("search").addEventListener("keydown", (event) => { if (event.key === "Enter") next(); });
  control("next").addEventListener("click", next);
  const openAll = (open) => {
    net.open = new Set(open ? net.blocks.map((_, block) => block) : []);
    chosen = null;
    restart();
  };
  control("open").addEventListener("click", () => openAll(true));
  control("close").addEventListener("click", () => openAll(false));
  control("controls").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", follow);
  // Findings lead here also when the address already names the layer.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("a.to-layer")) setTimeout(follow);
  });
  addEventListener("resize", () => restart());
  if (networks.length) {
    load(0);
    follow();
  }
}
