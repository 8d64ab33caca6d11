"use strict";
// Where the blocks and layers of a network's graph stand; nothing is drawn here.
{
  const BLOCK = { width: 300, height: 50 };
  const LAYER = { width: 236, height: 44 };
  const GAP = { row: 26, inner: 20, column: 18, margin: 24, head: 64, pad: 14 };

  const sum = (indices, values) => indices.reduce((total, i) => total + (values[i] ?? 0), 0);

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

  const innerRows = (net, block) => {
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

  const sizeOf = (net, block) => {
    if (!net.open.has(block)) return { ...BLOCK, rows: null };
    const rows = innerRows(net, block);
    const widest = rows.reduce((most, row) => Math.max(most, row.length), 1);
    return {
      width: Math.max(BLOCK.width, widest * (LAYER.width + GAP.column) - GAP.column + 2 * GAP.pad + 40),
      height: GAP.head + rows.length * (LAYER.height + GAP.inner) - GAP.inner + GAP.pad,
      rows,
    };
  };

  // Where every block and every layer of an open block is, what is linked, and the order of walking.
  const arrange = (net) => {
    const nodes = new Map();
    const bands = [];
    let y = GAP.margin;
    let widest = 0;
    for (const row of net.rows) {
      const sizes = row.map((block) => sizeOf(net, block));
      const width = sizes.reduce((total, size) => total + size.width + GAP.column, -GAP.column);
      const height = sizes.reduce((most, size) => Math.max(most, size.height), 0);
      let x = -width / 2;
      row.forEach((block, place) => {
        const size = sizes[place];
        nodes.set(`b${block}`, { id: `b${block}`, block, layer: null, x, y, width: size.width, height: size.height, open: Boolean(size.rows) });
        if (size.rows) arrangeLayers(net, nodes, bands, size, x, y);
        x += size.width + GAP.column;
      });
      bands.push({ y, bottom: y + height, right: width / 2 });
      widest = Math.max(widest, width);
      y += height + GAP.row;
    }
    return { nodes, bands, width: widest, height: y, edges: edgesOf(net, nodes), order: orderOf(net) };
  };

  const arrangeLayers = (net, nodes, bands, size, left, top) => {
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

  const orderOf = (net) => {
    const order = [];
    net.members.forEach((own, block) => {
      order.push(`b${block}`);
      if (net.open.has(block)) order.push(...own.map((layer) => `l${layer}`));
    });
    return order;
  };

  const nodeOf = (net, layer) => (net.open.has(net.block[layer]) ? `l${layer}` : `b${net.block[layer]}`);

  const edgesOf = (net, nodes) => {
    const found = new Map();
    net.reads.forEach((producers, layer) => {
      const to = nodeOf(net, layer);
      for (const producer of producers) {
        const from = nodeOf(net, producer);
        if (from !== to) found.set(`${from}-${to}`, { from: nodes.get(from), to: nodes.get(to), path: null });
      }
    });
    return [...found].map(([id, edge]) => ({ id, ...edge }));
  };

  // Straight down to a neighbour; along the right side past what lies between.
  const pathOf = (edge, bands) => {
    if (edge.path) return edge.path;
    const [x1, y1] = [edge.from.x + edge.from.width / 2, edge.from.y + edge.from.height];
    const [x2, y2] = [edge.to.x + edge.to.width / 2, edge.to.y];
    const between = bands.filter((band) => band.y > y1 - 1 && band.bottom < y2 + 1);
    if (!between.length && y2 > y1) {
      const half = (y1 + y2) / 2;
      edge.path = `M${x1} ${y1}C${x1} ${half} ${x2} ${half} ${x2} ${y2}`;
    } else {
      const lane = between.reduce((most, band) => Math.max(most, band.right), Math.max(x1, x2)) + 10 + 5 * (between.length % 4);
      edge.path = `M${x1} ${y1}C${x1} ${y1 + 16} ${lane} ${y1 + 4} ${lane} ${y1 + 30}L${lane} ${y2 - 30}C${lane} ${y2 - 4} ${x2} ${y2 - 16} ${x2} ${y2}`;
    }
    return edge.path;
  };

  netlint.layout = { BLOCK, GAP, prepare, arrange, pathOf };
}
