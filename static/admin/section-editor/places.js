/* Places for the cursor: an empty paragraph before, between and after tables. Empty paragraphs are never written. */
import { model, state } from "./engine.js";

const { Fragment } = model;

/* Where an empty paragraph is missing among the children of a node: offsets, the last one first. */
function missing(parent) {
  const places = [];
  let before = null;
  parent.forEach((child, offset) => {
    if (child.type.name === "table" && (!before || before.type.name === "table")) places.unshift(offset);
    before = child;
  });
  if (before && before.type.name === "table") places.unshift(parent.content.size);
  return places;
}

const holdsBlocks = (node) => ["doc", "table_cell", "table_header"].includes(node.type.name);

/** The document with an empty paragraph wherever a table has nothing beside it. */
export function withPlaces(node) {
  if (node.isTextblock || node.isLeaf) return node;
  const children = [];
  node.forEach((child) => children.push(withPlaces(child)));
  let content = Fragment.fromArray(children);
  if (holdsBlocks(node)) {
    const paragraph = node.type.schema.node("paragraph");
    for (const offset of missing(node.copy(content))) {
      content = content.cut(0, offset).addToEnd(paragraph).append(content.cut(offset));
    }
  }
  return node.copy(content);
}

/** Keeps those places while people edit. */
export const places = new state.Plugin({
  appendTransaction(transactions, before, after) {
    if (!transactions.some((one) => one.docChanged)) return null;
    const found = [];
    const look = (node, start) => {
      for (const offset of missing(node)) found.push(start + offset);
    };
    look(after.doc, 0);
    after.doc.descendants((node, pos) => {
      if (node.isTextblock) return false;
      if (holdsBlocks(node)) look(node, pos + 1);
      return true;
    });
    if (!found.length) return null;
    const change = after.tr;
    for (const pos of found.sort((one, other) => other - one)) change.insert(pos, after.schema.node("paragraph"));
    return change;
  },
});
