#!/usr/bin/env bash
# elkjs 0.12.1 (npm), algorithm "layered" with its defaults: a tree of positions.
# Siblings are swapped although no lines cross when they stand in their order: of 350 pairs of neighboring siblings in 30
# random trees more than half come out in the other order. Its algorithm "mrtree" and dagre keep all of them.
# Guess beforehand: in a tree the order of the input is kept, as there is nothing to gain.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund elkjs@0.12.1 dagre@0.8.5
cat >draw.cjs <<'JS'
const assert = require("assert");
const ELK = require("elkjs");
const dagre = require("dagre");

function makeTree(count, seed) {
  const next = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const nodes = [{ id: "0", width: 100, below: [] }];
  for (let id = 1; id < count; id++) {
    const above = nodes[Math.floor(next() * nodes.length)];
    above.below.push(String(id));
    nodes.push({ id: String(id), width: 100, above: above.id, below: [] });
  }
  for (const node of nodes) node.width = 60 + Math.floor(next() * 120);
  return nodes;
}
function countSwaps(nodes, left) {
  let swapped = 0, pairs = 0;
  for (const { below } of nodes)
    for (let place = 1; place < below.length; place++) {
      pairs++;
      if (left[below[place]] < left[below[place - 1]]) swapped++;
    }
  return [swapped, pairs];
}
async function byElk(nodes, algorithm) {
  const graph = await new ELK().layout({
    id: "chart",
    layoutOptions: { "elk.algorithm": algorithm, "elk.direction": "DOWN" },
    children: nodes.map(({ id, width }) => ({ id, width, height: 40 })),
    edges: nodes.slice(1).map(({ id, above }) => ({ id: `line${id}`, sources: [above], targets: [id] })),
  });
  return Object.fromEntries(graph.children.map(({ id, x }) => [id, x]));
}
function byDagre(nodes) {
  const graph = new dagre.graphlib.Graph().setGraph({}).setDefaultEdgeLabel(() => ({}));
  for (const { id, width } of nodes) graph.setNode(id, { width, height: 40 });
  for (const { id, above } of nodes.slice(1)) graph.setEdge(above, id);
  dagre.layout(graph);
  return Object.fromEntries(nodes.map(({ id, width }) => [id, graph.node(id).x - width / 2]));
}
(async () => {
  const seen = { layered: [0, 0], mrtree: [0, 0], dagre: [0, 0] };
  for (let seed = 1; seed <= 30; seed++) {
    const nodes = makeTree(25, seed * 7919);
    const lefts = { layered: await byElk(nodes, "layered"), mrtree: await byElk(nodes, "mrtree"), dagre: byDagre(nodes) };
    for (const [name, left] of Object.entries(lefts)) countSwaps(nodes, left).forEach((value, place) => (seen[name][place] += value));
  }
  console.log(seen);
  assert.strictEqual(seen.mrtree[0] + seen.dagre[0], 0);
  assert.ok(seen.layered[0] * 2 > seen.layered[1]);
})();
JS
node draw.cjs
