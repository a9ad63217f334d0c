/* Tables: header rows and columns, adding and removing rows and columns, merging and splitting cells. */
import { state, tables } from "./engine.js";
import { schema } from "./schema.js";
import { headerRows } from "./writing.js";

const { TableMap } = tables;

/* The cells that are drawn as header cells: those of the header rows, and the first of each row where the table says so. */
function* wrongCells(table) {
  const map = TableMap.get(table);
  const head = headerRows(table);
  let offset = 0;
  for (let y = 0; y < table.childCount; y += 1) {
    const row = table.child(y);
    let inside = offset + 1;
    for (let place = 0; place < row.childCount; place += 1) {
      const cell = row.child(place);
      const first = place === 0 && map.map[y * map.width] === inside;
      const type = y < head || (table.attrs.column && first) ? "table_header" : "table_cell";
      if (cell.type.name !== type) yield [inside, cell, schema.nodes[type]];
      inside += cell.nodeSize;
    }
    offset += row.nodeSize;
  }
}

/** Draws the header cells of each table where the table says that they are. */
export const headers = new state.Plugin({
  appendTransaction(transactions, before, after) {
    if (!transactions.some((one) => one.docChanged)) return null;
    const change = after.tr;
    after.doc.descendants((node, pos) => {
      if (node.type.name === "table") {
        for (const [inside, cell, type] of wrongCells(node)) change.setNodeMarkup(pos + 1 + inside, type, cell.attrs);
        const head = headerRows(node);
        if (node.attrs.head !== head) change.setNodeAttribute(pos, "head", head);
      }
      return !node.isTextblock;
    });
    return change.docChanged ? change : null;
  },
});

const tidy = (text) => text.replace(/\s+/g, " ").trim();

/** A new table. */
export function newTable(rows, columns, head, description) {
  const summary = tidy(description);
  const made = Array.from({ length: rows }, (ignored, y) => {
    const type = schema.nodes[y < head ? "table_header" : "table_cell"];
    return schema.node("table_row", null, Array.from({ length: columns }, () => type.createAndFill()));
  });
  return schema.node("table", { head, summary }, made);
}

/* Where the innermost cell around a place begins; -1 outside tables. */
function cellStart($place) {
  for (let depth = $place.depth; depth > 0; depth -= 1) {
    if (["table_cell", "table_header"].includes($place.node(depth).type.name)) return $place.before(depth);
  }
  return -1;
}

/**
 * The innermost table around the selection with its place and the selected cells; null outside tables, and where the
 * selection begins in one cell and ends in another, or outside.
 */
export function aroundTable(current) {
  if (!tables.isInTable(current)) return null;
  const { selection } = current;
  if (!(selection instanceof tables.CellSelection) && cellStart(selection.$from) !== cellStart(selection.$to)) return null;
  const rect = tables.selectedRect(current);
  return { rect, table: rect.table, pos: rect.tableStart - 1, head: headerRows(rect.table) };
}

/* A command that runs one of prosemirror-tables and then says how many header rows the table has. */
function withHead(command, headAfter) {
  return (current, dispatch) => {
    const around = aroundTable(current);
    if (!around) return false;
    return command(
      current,
      dispatch &&
        ((change) => {
          if (change.doc.nodeAt(around.pos)?.type.name === "table") {
            change.setNodeAttribute(around.pos, "head", headAfter(around));
          }
          dispatch(change);
        }),
    );
  };
}

export const addRowAbove = withHead(tables.addRowBefore, ({ head, rect }) => head + (rect.top < head ? 1 : 0));
export const addRowBelow = withHead(tables.addRowAfter, ({ head, rect }) => head + (rect.bottom < head ? 1 : 0));
export const removeRow = withHead(
  tables.deleteRow,
  ({ head, rect }) => head - Math.max(Math.min(rect.bottom, head) - rect.top, 0),
);
const inside = (command) => (current, dispatch) => Boolean(aroundTable(current)) && command(current, dispatch);
export const addColumnBefore = inside(tables.addColumnBefore);
export const addColumnAfter = inside(tables.addColumnAfter);
export const removeColumn = inside(tables.deleteColumn);
export const removeTable = inside(tables.deleteTable);
export const splitCell = inside(tables.splitCell);
export const nextCell = inside(tables.goToNextCell(1));
export const previousCell = inside(tables.goToNextCell(-1));

/** Merge the selected cells, unless some of them are in header rows and others not. */
export function mergeCells(current, dispatch) {
  const around = aroundTable(current);
  if (!around || (around.rect.top < around.head && around.rect.bottom > around.head)) return false;
  return tables.mergeCells(current, dispatch);
}

/** Make the rows down to the present one header rows; where they are already, those from the present one are none. */
export function toggleHeaderRow(current, dispatch) {
  const around = aroundTable(current);
  if (!around) return false;
  const { rect, table, head, pos } = around;
  const wanted = rect.top < head ? rect.top : rect.bottom;
  const possible = headerRows(table.type.create({ ...table.attrs, head: wanted }, table.content));
  if (possible !== wanted || possible === head) return false;
  dispatch?.(current.tr.setNodeAttribute(pos, "head", wanted));
  return true;
}

/** Whether the present row is a header row. */
export function inHeaderRow(current) {
  const around = aroundTable(current);
  return Boolean(around) && around.rect.top < around.head;
}

export function toggleHeaderColumn(current, dispatch) {
  const around = aroundTable(current);
  if (!around) return false;
  dispatch?.(current.tr.setNodeAttribute(around.pos, "column", !around.table.attrs.column));
  return true;
}

/** Whether the first column of the present table heads its rows. */
export function hasHeaderColumn(current) {
  return Boolean(aroundTable(current)?.table.attrs.column);
}

/** Set the text alternative of the present table. */
export function describeTable(summary) {
  return (current, dispatch) => {
    const around = aroundTable(current);
    if (!around) return false;
    dispatch?.(current.tr.setNodeAttribute(around.pos, "summary", tidy(summary)));
    return true;
  };
}
