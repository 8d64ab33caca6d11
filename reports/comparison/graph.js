"use strict";
// The graph of one network: blocks from top to bottom, each opens to its layers. Only what can be
// seen is in the document, so that a network of thousands of layers stays usable.
{
  const { families, networks } = netlint.data("graphs");
  const view = document.getElementById("graph-view");
  const panel = document.getElementById("graph-panel");
  const status = document.getElementById("graph-status");
  const control = (name) => document.getElementById(`graph-${name}`);
  const BLOCK = { width: 300, height: 50 };
  const LAYER = { width: 236, height: 44 };
  const GAP = { row: 26, inner: 20, column: 18, margin: 24, head: 64, pad: 14 };
  const KINDS = ["none", "info", "undecided", "warning", "error"];
  const SIGNS = { error: "✖", warning: "▲", info: "●", undecided: "?" };

  let net = null; // the network with what is found out about it
  let placed = null; // where everything is
  let chosen = null; // the id of the chosen block (`b3`) or layer (`l17`)
  let matches = [];
  let drawn = new Map();
  let stage = null;

  const sum = (indices, values) => indices.reduce((total, i) => total + (values[i] ?? 0), 0);
  const worse = (a, b) => (KINDS.indexOf(a) >= KINDS.indexOf(b) ? a : b);

  // What is known of a network beyond its layers, found once.
  const prepare = (network) => {
    if (network.members) return network;
    network.members = network.blocks.map(() => []);
    network.block.forEach((block, layer) => network.members[block].push(layer));
    network.total = { bytes: sum(network.bytes.map((_, i) => i), network.bytes), adds: sum(network.adds.map((_, i) => i), network.adds) };
    network.most = { bytes: network.bytes.reduce((a, b) => Math.max(a, b ?? 0), 0), adds: network.adds.reduce((a, b) => Math.max(a, b ?? 0), 0) };
    network.costs = network.members.map((own) => ({ bytes: sum(own, network.bytes), adds: sum(own, network.adds), params: sum(own, network.params) }));
    network.mostOfBlock = { bytes: network.costs.reduce((a, b) => Math.max(a, b.bytes), 0), adds: network.costs.reduce((a, b) => Math.max(a, b.adds), 0) };
    network.ofLayer = network.names.map(() => []);
    network.ofBlock = network.blocks.map(() => []);
    for (const finding of network.findings) {
      const [, , , layer, whole] = finding;
      if (!whole) network.ofLayer[layer].push(finding);
      network.ofBlock[network.block[layer]].push(finding);
    }
    network.rows = rowsOf(network.blocks.length, blockReads(network));
    network.open = new Set();
    return network;
  };

  const blockReads = (network) => {
    const found = network.blocks.map(() => new Set());
    network.reads.forEach((producers, layer) => {
      const own = network.block[layer];
      for (const producer of producers) {
        const other = network.block[producer];
        if (other < own) found[own].add(other);
      }
    });
    return found.map((each) => [...each]);
  };

  // Rows by the longest way from a beginning; `reads` names earlier ones only.
  const rowsOf = (count, reads) => {
    const depth = new Array(count).fill(0);
    const rows = [];
    for (let i = 0; i < count; i += 1) {
      for (const before of reads[i]) depth[i] = Math.max(depth[i], depth[before] + 1);
      (rows[depth[i]] ??= []).push(i);
    }
    return rows;
  };

  const innerRows = (block) => {
    const own = net.members[block];
    const local = new Map(own.map((layer, place) => [layer, place]));
    const reads = own.map((layer, place) =>
      net.reads[layer].map((other) => local.get(other)).filter((other) => other !== undefined && other < place),
    );
    const rows = rowsOf(own.length, reads);
    const middle = new Array(own.length).fill(0);
    for (const row of rows) {
      // Below what it reads: branches do not cross more than they have to.
      const wanted = new Map(row.map((i) => [i, reads[i].length ? reads[i].reduce((a, b) => a + middle[b], 0) / reads[i].length : 0]));
      row.sort((a, b) => wanted.get(a) - wanted.get(b) || a - b);
      row.forEach((i, place) => { middle[i] = place - (row.length - 1) / 2; });
    }
    return rows.map((row) => row.map((i) => own[i]));
  };

  const sizeOf = (block) => {
    if (!net.open.has(block)) return { ...BLOCK, rows: null };
    const rows = innerRows(block);
    const widest = rows.reduce((most, row) => Math.max(most, row.length), 1);
    return {
      width: Math.max(BLOCK.width, widest * (LAYER.width + GAP.column) - GAP.column + 2 * GAP.pad + 40),
      height: GAP.head + rows.length * (LAYER.height + GAP.inner) - GAP.inner + GAP.pad,
      rows,
    };
  };

  // Where every block and every layer of an open block is, what is linked, and the order of walking.
  const arrange = () => {
    const nodes = new Map();
    const bands = [];
    let y = GAP.margin;
    let widest = 0;
    for (const row of net.rows) {
      const sizes = row.map(sizeOf);
      const width = sizes.reduce((total, size) => total + size.width + GAP.column, -GAP.column);
      const height = sizes.reduce((most, size) => Math.max(most, size.height), 0);
      let x = -width / 2;
      row.forEach((block, place) => {
        const size = sizes[place];
        nodes.set(`b${block}`, { id: `b${block}`, block, layer: null, x, y, width: size.width, height: size.height, open: Boolean(size.rows) });
        if (size.rows) arrangeLayers(nodes, bands, size, x, y);
        x += size.width + GAP.column;
      });
      bands.push({ y, bottom: y + height, right: width / 2 });
      widest = Math.max(widest, width);
      y += height + GAP.row;
    }
    placed = { nodes, bands, width: widest, height: y, edges: edgesOf(nodes), order: orderOf() };
  };

  const arrangeLayers = (nodes, bands, size, left, top) => {
    let y = top + GAP.head;
    for (const row of size.rows) {
      const width = row.length * (LAYER.width + GAP.column) - GAP.column;
      let x = left + (size.width - width) / 2;
      for (const layer of row) {
        nodes.set(`l${layer}`, { id: `l${layer}`, block: net.block[layer], layer, x, y, ...LAYER, open: false });
        x += LAYER.width + GAP.column;
      }
      bands.push({ y, bottom: y + LAYER.height, right: left + (size.width + width) / 2 });
      y += LAYER.height + GAP.inner;
    }
  };

  const orderOf = () => {
    const order = [];
    net.members.forEach((own, block) => {
      order.push(`b${block}`);
      if (net.open.has(block)) order.push(...own.map((layer) => `l${layer}`));
    });
    return order;
  };

  const nodeOf = (layer) => (net.open.has(net.block[layer]) ? `l${layer}` : `b${net.block[layer]}`);

  const edgesOf = (nodes) => {
    const found = new Map();
    net.reads.forEach((producers, layer) => {
      const to = nodeOf(layer);
      for (const producer of producers) {
        const from = nodeOf(producer);
        if (from !== to) found.set(`${from}-${to}`, { from: nodes.get(from), to: nodes.get(to), path: null });
      }
    });
    return [...found].map(([id, edge]) => ({ id, ...edge }));
  };

  // Straight down to a neighbour; along the right side past what lies between.
  const pathOf = (edge) => {
    if (edge.path) return edge.path;
    const [x1, y1] = [edge.from.x + edge.from.width / 2, edge.from.y + edge.from.height];
    const [x2, y2] = [edge.to.x + edge.to.width / 2, edge.to.y];
    const between = placed.bands.filter((band) => band.y > y1 - 1 && band.bottom < y2 + 1);
    if (!between.length && y2 > y1) {
      const half = (y1 + y2) / 2;
      edge.path = `M${x1} ${y1}C${x1} ${half} ${x2} ${half} ${x2} ${y2}`;
    } else {
      const lane = between.reduce((most, band) => Math.max(most, band.right), Math.max(x1, x2)) + 10 + 5 * (between.length % 4);
      edge.path = `M${x1} ${y1}C${x1} ${y1 + 16} ${lane} ${y1 + 4} ${lane} ${y1 + 30}L${lane} ${y2 - 30}C${lane} ${y2 - 4} ${x2} ${y2 - 16} ${x2} ${y2}`;
    }
    return edge.path;
  };

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
    netlint.svg("path", { class: `edge${edge.from.id === chosen || edge.to.id === chosen ? " near" : ""}`, d: pathOf(edge), "marker-end": "url(#arrow)" });

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
    arrange();
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
    if (focus) drawn.get(id)?.focus({ preventScroll: true });
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
    net = prepare(networks[index]);
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
      const word = kind === "info" ? "remark" : kind;
      parts.push(netlint.element("p", {}, netlint.element("span", { class: `level level-${kind}` }, `${SIGNS[kind]} ${rule} ${word}`), message));
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
