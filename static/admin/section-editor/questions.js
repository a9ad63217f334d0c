/* The editor's dialogs: link, numbering, new table, description of a table. */
import { ask } from "./dialogs.js";
import { state } from "./engine.js";
import { numbering, setNumbering } from "./lists.js";
import { FORMAT_NAMES, HIGHEST_NUMBER } from "./numbers.js";
import { insertBlock } from "./places.js";
import { safeLink, schema } from "./schema.js";
import { aroundTable, describeTable, newTable } from "./tables.js";

const { TextSelection } = state;
const linkType = schema.marks.link;

/** The link at the selection with the range that it covers: {href, from, to}; without one, the selection itself. */
export function linkAt(current) {
  const { $from, from, to } = current.selection;
  const here = (node) => node && linkType.isInSet(node.marks);
  const mark = here($from.nodeAfter) || here($from.nodeBefore) || null;
  if (!mark || !$from.parent.isTextblock) return { href: "", from, to };
  let start = 0;
  const pieces = [];
  $from.parent.forEach((child, offset) => {
    if (!mark.isInSet(child.marks)) start = null;
    else if (start === null || !pieces.length || pieces.at(-1)[1] !== offset) {
      pieces.push([offset, offset + child.nodeSize]);
      start = offset;
    } else pieces.at(-1)[1] = offset + child.nodeSize;
  });
  const inside = $from.parentOffset;
  const piece = pieces.find(([first, last]) => first <= inside && inside <= last);
  if (!piece || to > $from.start() + piece[1]) return { href: "", from, to };
  return { href: mark.attrs.href, from: $from.start() + piece[0], to: $from.start() + piece[1] };
}

/** Add, change or remove a link. */
export function askForLink(view) {
  const { href, from, to } = linkAt(view.state);
  const text = { name: "text", label: "Words of the link", value: "" };
  const complete = (address) => (/^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(address) ? `mailto:${address}` : /^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(address) ? `https://${address}` : address);
  ask({
    title: href ? "Change the link" : "Add a link",
    fields: [
      { name: "href", label: "Address", value: href, help: "For example https://www.example.org/ or mailto:hr@example.org" },
      ...(from === to ? [text] : []),
    ],
    check(values) {
      if (safeLink(complete(values.href))) return {};
      return { href: "Write a whole address that begins with https://, http:// or mailto:." };
    },
    submit(values) {
      const mark = linkType.create({ href: safeLink(complete(values.href)) });
      const change = view.state.tr;
      if (from === to) {
        const marks = mark.addToSet(view.state.selection.$from.marks());
        change.insert(from, schema.text(values.text || values.href, marks));
      } else change.removeMark(from, to, linkType).addMark(from, to, mark);
      view.dispatch(change.scrollIntoView());
      view.focus();
    },
    extra: href
      ? {
          label: "Remove the link",
          action() {
            view.dispatch(view.state.tr.removeMark(from, to, linkType));
            view.focus();
          },
        }
      : null,
  });
}

const SHAPES = [
  ["%.", "1."],
  ["%)", "1)"],
  ["(%)", "(1)"],
];

function numberError(text, lowest) {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= lowest && number <= HIGHEST_NUMBER) return "";
  return `Write a whole number from ${lowest} to ${HIGHEST_NUMBER.toLocaleString("en-US")}.`;
}

/** Change how the present list is numbered. */
export function askForNumbering(view) {
  const present = numbering(view.state);
  if (!present) return;
  const known = SHAPES.some(([shape]) => shape === present.shape);
  ask({
    title: "Numbering of this list",
    fields: [
      { name: "format", label: "Numbers", type: "select", value: present.format, options: FORMAT_NAMES },
      {
        name: "shape",
        label: "Signs around the number",
        type: "select",
        value: known ? present.shape : "",
        options: known ? SHAPES : [["", "As they are"], ...SHAPES],
      },
      { name: "start", label: "First number of the list", type: "number", min: 0, max: HIGHEST_NUMBER, value: present.start },
      ...(present.index
        ? [
            {
              name: "own",
              label: "Number of this item",
              type: "number",
              min: 0,
              max: HIGHEST_NUMBER,
              value: present.own ?? "",
              help: "Empty: it goes on counting.",
            },
          ]
        : []),
    ],
    check: (values) => ({
      start: numberError(values.start, 0),
      own: values.own ? numberError(values.own, 0) : "",
    }),
    submit({ format, shape, start, own }) {
      setNumbering({ format, shape, start: Number(start), own: own ? Number(own) : null })(view.state, view.dispatch);
      view.focus();
    },
  });
}

const DESCRIPTION = {
  name: "summary",
  label: "Description",
  help: "Says in a sentence what the table shows, for people who cannot see it.",
};

/** Put a new table after the present paragraph. */
export function askForTable(view) {
  ask({
    title: "Add a table",
    action: "Add",
    fields: [
      { name: "rows", label: "Rows", type: "number", min: 1, max: 200, value: 3 },
      { name: "columns", label: "Columns", type: "number", min: 1, max: 20, value: 2 },
      { name: "head", label: "The first row heads the columns", type: "checkbox", value: true },
      DESCRIPTION,
    ],
    check: ({ rows, columns }) => ({
      rows: /^\d+$/.test(rows) && rows >= 1 && rows <= 200 ? "" : "Write a number from 1 to 200.",
      columns: /^\d+$/.test(columns) && columns >= 1 && columns <= 20 ? "" : "Write a number from 1 to 20.",
    }),
    submit({ rows, columns, head, summary }) {
      const table = newTable(Number(rows), Number(columns), head && rows > 1 ? 1 : 0, summary);
      const { change, place } = insertBlock(view.state, table, ["doc", "table_cell", "table_header"]);
      change.setSelection(TextSelection.near(change.doc.resolve(place + 3)));
      view.dispatch(change.scrollIntoView());
      view.focus();
    },
  });
}

/** Change the description of the present table. */
export function askForDescription(view) {
  const around = aroundTable(view.state);
  if (!around) return;
  ask({
    title: "Description of the table",
    fields: [{ ...DESCRIPTION, value: around.table.attrs.summary }],
    submit({ summary }) {
      describeTable(summary)(view.state, view.dispatch);
      view.focus();
    },
  });
}
