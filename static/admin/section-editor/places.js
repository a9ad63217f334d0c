/* Places for the cursor: an empty paragraph before, between and after tables and clauses. Empty ones are never written. */
import { model, state } from "./engine.js";

const { Fragment } = model;

const needsPlaces = (node) => node.type.name === "table" || node.type.name === "clause";

/* Where an empty paragraph is missing among the children of a node: offsets, the last one first. */
function missing(parent) {
  const places = [];
  let before = null;
  parent.forEach((child, offset) => {
    if (needsPlaces(child) && (!before || needsPlaces(before))) places.unshift(offset);
    before = child;
  });
  if (before && needsPlaces(before)) places.unshift(parent.content.size);
  return places;
}

const holdsBlocks = (node) => ["doc", "table_cell", "table_header"].includes(node.type.name);

/** The document with an empty paragraph wherever a table or clause has nothing beside it. */
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

/**
 * The change that puts a block at the selection: in the place of an empty paragraph, and otherwise after the innermost
 * block that stands directly in one of these `holders` (a list item holds no table: it goes after the whole list).
 */
export function insertBlock(current, block, holders) {
  const { $from, to, node } = current.selection;
  if (node?.isBlock) return { change: current.tr.insert(to, block), place: to };
  let depth = $from.depth;
  while (depth > 1 && !holders.includes($from.node(depth - 1).type.name)) depth -= 1;
  const here = $from.node(depth);
  const empty = here.type.name === "paragraph" && !here.childCount;
  const place = empty ? $from.before(depth) : $from.after(depth);
  return { change: empty ? current.tr.replaceWith(place, $from.after(depth), block) : current.tr.insert(place, block), place };
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
