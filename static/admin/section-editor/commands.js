/* What the toolbar and the keyboard can do with a text. */
import { pmCommands as base, history } from "./engine.js";
import * as clauses from "./clauses.js";
import * as lists from "./lists.js";
import { askForDescription, askForLink, askForNumbering, askForTable, linkAt } from "./questions.js";
import { schema } from "./schema.js";
import * as table from "./tables.js";

const { marks, nodes } = schema;
const inTable = (current) => Boolean(table.aroundTable(current));

const mark = (name) => ({
  run: base.toggleMark(marks[name]),
  pressed(current) {
    const { from, to, empty, $from } = current.selection;
    if (empty) return Boolean(marks[name].isInSet(current.storedMarks || $from.marks()));
    return current.doc.rangeHasMark(from, to, marks[name]);
  },
});

const block = (name, attrs = {}) => base.setBlockType(nodes[name], attrs);

const list = (name) => ({
  run: lists.toggleList(name),
  pressed: (current) => lists.aroundList(current)?.node.type === nodes[name],
});

function clearFormatting(current, dispatch) {
  const { from, to, empty } = current.selection;
  if (empty) return false;
  if (dispatch) {
    const change = current.tr;
    const looks = Object.keys(marks).filter((name) => name !== "link" && name !== "language");
    for (const name of looks) change.removeMark(from, to, marks[name]);
    dispatch(change);
  }
  return true;
}

function lineBreak(current, dispatch) {
  if (!current.selection.$from.parent.inlineContent) return false;
  dispatch?.(current.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

/* A command that opens a dialog. */
const dialog = (open, possible = () => true) => (current, dispatch, view) => {
  if (!possible(current)) return false;
  if (dispatch) open(view);
  return true;
};

/** The kinds of paragraph: key, name, command. */
export const BLOCKS = [
  ["paragraph", "Paragraph", block("paragraph")],
  ...[1, 2, 3, 4].map((level) => [`heading${level}`, `Heading level ${level}`, block("heading", { level })]),
];

/** The key in BLOCKS of the present paragraph. */
export function presentBlock(current) {
  const { parent } = current.selection.$from;
  return parent.type === nodes.heading ? `heading${parent.attrs.level}` : "paragraph";
}

/** Groups of buttons: [name of the group, buttons, shown?]; a button has what it shows, its name, its key, its command. */
export const GROUPS = [
  [
    "Text",
    [
      { shows: "B", name: "Bold", keys: "Mod-b", look: "bold", ...mark("strong") },
      { shows: "I", name: "Italic", keys: "Mod-i", look: "italic", ...mark("em") },
      { shows: "U", name: "Underline", keys: "Mod-u", look: "underline", ...mark("underline") },
      { shows: "S", name: "Strikethrough", keys: "Mod-Shift-x", look: "strike", ...mark("strike") },
      { shows: "x²", name: "Superscript", keys: "Mod-.", ...mark("superscript") },
      { shows: "x₂", name: "Subscript", keys: "Mod-,", ...mark("subscript") },
      {
        shows: "Link",
        name: "Link",
        keys: "Mod-k",
        run: dialog(askForLink, (current) => current.selection.$from.parent.isTextblock),
        pressed: (current) => Boolean(linkAt(current).href),
      },
      { shows: "Clear", name: "Clear formatting", keys: "Mod-\\", run: clearFormatting },
    ],
  ],
  [
    "Lists",
    [
      { shows: "• List", name: "Bulleted list", keys: "Mod-Shift-8", look: "words", ...list("bullet_list") },
      { shows: "1. List", name: "Numbered list", keys: "Mod-Shift-7", look: "words", ...list("ordered_list") },
      { shows: "Indent", name: "Indent the item", run: lists.indent },
      { shows: "Outdent", name: "Outdent the item", run: lists.outdent },
      { shows: "Numbering", name: "Numbering of the list", run: dialog(askForNumbering, (current) => Boolean(lists.numbering(current))) },
    ],
  ],
  [
    "Insert",
    [
      { shows: "Table", name: "Add a table", run: dialog(askForTable) },
      ...(clauses.offered().length ? [{ shows: "Clause", name: "Add a clause", run: dialog(clauses.askForClause) }] : []),
    ],
  ],
  [
    "Undo and redo",
    [
      { shows: "Undo", name: "Undo", keys: "Mod-z", run: history.undo },
      { shows: "Redo", name: "Redo", keys: "Mod-y", run: history.redo },
    ],
  ],
  [
    "Clause",
    [
      { shows: "Move up", name: "Move the clause up", run: clauses.move(-1) },
      { shows: "Move down", name: "Move the clause down", run: clauses.move(1) },
      { shows: "Make ordinary text", name: "Make the clause ordinary text", run: clauses.detach },
      { shows: "Remove clause", name: "Remove the clause", run: clauses.remove },
    ],
    clauses.selected,
  ],
  [
    "Table",
    [
      { shows: "Row above", name: "Add a row above", run: table.addRowAbove },
      { shows: "Row below", name: "Add a row below", run: table.addRowBelow },
      { shows: "Column left", name: "Add a column on the left", run: table.addColumnBefore },
      { shows: "Column right", name: "Add a column on the right", run: table.addColumnAfter },
      { shows: "Remove row", name: "Remove the row", run: table.removeRow },
      { shows: "Remove column", name: "Remove the column", run: table.removeColumn },
      { shows: "Header row", name: "Header row", run: table.toggleHeaderRow, pressed: table.inHeaderRow },
      { shows: "Header column", name: "Header column", run: table.toggleHeaderColumn, pressed: table.hasHeaderColumn },
      { shows: "Merge cells", name: "Merge cells", run: table.mergeCells },
      { shows: "Split cell", name: "Split cell", run: table.splitCell },
      { shows: "Description", name: "Description of the table", run: dialog(askForDescription, inTable) },
      { shows: "Remove table", name: "Remove the table", run: table.removeTable },
    ],
    inTable,
  ],
];

const tab = base.chainCommands(lists.indent, table.nextCell);
const shiftTab = base.chainCommands(
  (current, dispatch) => (lists.aroundList(current) && lists.isNested(current) ? lists.outdent(current, dispatch) : false),
  table.previousCell,
);

/** The keys with their commands; `leave` is asked first whether Tab is to leave the text. */
export function keys(leave) {
  const bound = {};
  for (const [, buttons] of GROUPS) for (const button of buttons) if (button.keys) bound[button.keys] = button.run;
  BLOCKS.forEach(([, , run], place) => (bound[`Mod-Alt-${place}`] = run));
  return {
    ...bound,
    "Mod-Shift-z": history.redo,
    Enter: base.chainCommands(lists.splitItem, base.createParagraphNear, base.liftEmptyBlock, base.splitBlock),
    "Shift-Enter": lineBreak,
    "Mod-Enter": lineBreak,
    Backspace: base.chainCommands(lists.joinBackward, base.baseKeymap.Backspace),
    Delete: base.chainCommands(lists.joinForward, base.baseKeymap.Delete),
    Tab: (...all) => !leave() && tab(...all),
    "Shift-Tab": (...all) => !leave() && shiftTab(...all),
    Escape: () => leave(true),
  };
}
