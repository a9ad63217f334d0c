/*
 * Clauses: texts that the site's library words, in one piece inside a section. They are added, moved, removed, or made
 * ordinary text; their own words are edited in the library.
 *
 * The page lists the library in the JSON of #clauses-data: {key, name, html}. Without it, none can be added.
 */
import { ask } from "./dialogs.js";
import { announce, make } from "./dom.js";
import { model, state } from "./engine.js";
import { insertBlock } from "./places.js";
import { clauseText, elementsOf, parse, schema } from "./schema.js";
import { aroundTable } from "./tables.js";

const { NodeSelection, Plugin, TextSelection } = state;
const { Fragment, Slice } = model;
const type = schema.nodes.clause;

const library = JSON.parse(document.getElementById("clauses-data")?.textContent || "null") || [];

/** The clauses that can be added. */
export const offered = () => library;

const nameOf = (key) => library.find((clause) => clause.key === key)?.name || key.replaceAll("-", " ");

/** The selected clause; null where something else is selected. */
export function selected(current) {
  const { node } = current.selection;
  return node?.type === type ? node : null;
}

const keysIn = (doc) => {
  const keys = [];
  doc.forEach((node) => node.type === type && keys.push(node.attrs.key));
  return keys;
};

/** Add one of the library's clauses after the present paragraph. */
export function askForClause(view) {
  const placed = keysIn(view.state.doc);
  const options = library.map(({ key, name }) => [key, placed.includes(key) ? `${name} (in this text already)` : name]);
  const first = library.find(({ key }) => !placed.includes(key)) || library[0];
  ask({
    title: "Add a clause",
    action: "Add",
    fields: [
      {
        name: "key",
        label: "Clause",
        type: "select",
        value: first.key,
        options,
        help: "Its words come from the library and change with it. To write something else, make it ordinary text afterward.",
      },
    ],
    submit({ key }) {
      const page = new DOMParser().parseFromString(library.find((clause) => clause.key === key).html, "text/html");
      const node = type.create({ key, html: clauseText(page.body) });
      // The cells of a table hold none: it goes after the whole table.
      const { change, place } = insertBlock(view.state, node, ["doc"]);
      view.dispatch(select(change, place).scrollIntoView());
      view.focus();
      announce(`The clause “${nameOf(key)}” is added.`);
    },
  });
}

const select = (change, place) => change.setSelection(NodeSelection.create(change.doc, place));

const isBlank = (node) => node.type.name === "paragraph" && !node.childCount;

/** Move the selected clause past the block before it (-1) or after it (1); empty paragraphs count as nothing. */
export const move = (by) => (current, dispatch) => {
  const node = selected(current);
  if (!node) return false;
  const { from, to, $from } = current.selection;
  let other = $from.index() + by;
  while (other >= 0 && other < current.doc.childCount && isBlank(current.doc.child(other))) other += by;
  if (other < 0 || other >= current.doc.childCount) return false;
  if (dispatch) {
    let place = 0;
    for (let index = 0; index < (by < 0 ? other : other + 1); index += 1) place += current.doc.child(index).nodeSize;
    const change = current.tr.delete(from, to);
    const goal = by < 0 ? place : place - node.nodeSize;
    dispatch(select(change.insert(goal, node), goal).scrollIntoView());
    announce(`The clause “${nameOf(node.attrs.key)}” has moved ${by < 0 ? "up" : "down"}.`);
  }
  return true;
};

const paragraphsOf = (node) => elementsOf(node.attrs.html).map((element) => parse(element).firstChild);

/** Make ordinary paragraphs of the selected clause. */
export function detach(current, dispatch) {
  const node = selected(current);
  if (node && dispatch) {
    const { from, to } = current.selection;
    const change = current.tr.replaceWith(from, to, paragraphsOf(node));
    dispatch(change.setSelection(TextSelection.near(change.doc.resolve(from + 1))).scrollIntoView());
    announce(`The clause “${nameOf(node.attrs.key)}” is ordinary text now. It no longer changes with the library.`);
  }
  return Boolean(node);
}

/** Remove the selected clause. */
export function remove(current, dispatch) {
  const node = selected(current);
  if (node && dispatch) {
    dispatch(current.tr.deleteSelection().scrollIntoView());
    announce(`The clause “${nameOf(node.attrs.key)}” is removed.`);
  }
  return Boolean(node);
}

function draw(node) {
  const name = nameOf(node.attrs.key);
  const text = make("div", {}, ...elementsOf(node.attrs.html));
  // In a text that is edited, a click selects; it does not lead away.
  for (const link of text.querySelectorAll("a")) link.removeAttribute("href");
  const label = make("p", { class: "section-clause-name" }, `Clause: ${name}`);
  return { dom: make("div", { class: "section-clause", role: "group", "aria-label": `Clause: ${name}`, contenteditable: "false" }, label, text) };
}

/* A clause that is pasted into a table is ordinary text there. */
const asText = (fragment) => {
  const children = [];
  fragment.forEach((node) => children.push(...(node.type === type ? paragraphsOf(node) : [node])));
  return Fragment.fromArray(children);
};

/** Shows clauses, says which one is selected, and keeps people from writing over it. */
export const clauses = new Plugin({
  props: {
    nodeViews: { clause: draw },
    handleTextInput(view) {
      const node = selected(view.state);
      if (node) announce(`The clause “${nameOf(node.attrs.key)}” cannot be written in. Its words are edited in the library.`);
      return Boolean(node);
    },
    transformPasted: (slice, view) => (aroundTable(view.state) ? new Slice(asText(slice.content), slice.openStart, slice.openEnd) : slice),
  },
  view: () => ({
    update(view, before) {
      const node = selected(view.state);
      if (!node || before.selection.eq(view.state.selection) || selected(before) === node) return;
      announce(`Clause “${nameOf(node.attrs.key)}” selected: ${type.spec.leafText(node)} Alt+F10 goes to what can be done with it.`);
    },
  }),
});
