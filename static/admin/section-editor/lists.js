/* Lists: making and undoing them, nesting, numbering, and what Enter and Backspace do in them. */
import { listCommands, model, pmCommands, state, view } from "./engine.js";
import { labelOf, numbered } from "./numbers.js";
import { schema } from "./schema.js";

const { Fragment } = model;
const { TextSelection } = state;
const { list_item: itemType, paragraph: paragraphType, ordered_list: orderedType } = schema.nodes;
const DEEPEST_LEVEL = 8;

const isList = (node) => node.type === schema.nodes.bullet_list || node.type === orderedType;

/** The innermost list around the selection: its node, place, depth and the first selected item; null outside lists. */
export function aroundList(current) {
  const { $from } = current.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (isList(node)) return { node, pos: $from.before(depth), depth, index: $from.index(depth) };
    if (node.type.spec.tableRole) return null;
  }
  return null;
}

const level = (current) => {
  const { $from } = current.selection;
  let count = -1;
  for (let depth = $from.depth; depth > 0 && !$from.node(depth).type.spec.tableRole; depth -= 1) {
    if (isList($from.node(depth))) count += 1;
  }
  return count;
};

/** Whether the present item stands in a list inside a list. */
export const isNested = (current) => level(current) > 0;

/** Nest the selected items below the item before them. */
export function indent(current, dispatch) {
  if (!aroundList(current) || level(current) >= DEEPEST_LEVEL) return false;
  return listCommands.sinkListItem(itemType)({ state: current, dispatch });
}

/** Move the selected items out by one level; out of the outermost list they become paragraphs. */
export function outdent(current, dispatch) {
  const around = aroundList(current);
  if (!around) return false;
  if (around.node.attrs.level) {
    // A list that skips levels comes up first.
    dispatch?.(current.tr.setNodeAttribute(around.pos, "level", null));
    return true;
  }
  if (current.doc.resolve(around.pos).parent.type === itemType) {
    return listCommands.liftListItem(itemType)({ state: current, dispatch });
  }
  return takeOut(current, dispatch, around);
}

function takeOut(current, dispatch, { node, pos, depth, index }) {
  const { $to } = current.selection;
  const last = $to.depth >= depth && $to.start(depth) === pos + 1 ? $to.index(depth) : index;
  const numbers = numbered(node);
  const before = [];
  const after = [];
  const out = [];
  node.forEach((item, offset, place) => {
    if (place < index) before.push(item);
    else if (place > last) after.push(item);
    else item.forEach((child) => out.push(child));
  });
  const attrs = { ...node.attrs };
  if (node.type === orderedType && numbers[index][2] !== null) attrs.start = numbers[index][2];
  const made = [
    ...(before.length ? [node.copy(Fragment.fromArray(before))] : []),
    ...out,
    ...(after.length ? [node.type.create(attrs, Fragment.fromArray(after))] : []),
  ];
  // Where the text of each item goes: two tokens less for each item that is no item any more.
  const moved = (place) => {
    const item = numbers.findLastIndex(([, offset]) => pos + 1 + offset <= place);
    return place - 2 * (item - index) + (index > 0 ? 0 : -2);
  };
  if (dispatch) {
    const { anchor, head } = current.selection;
    const change = current.tr.replaceWith(pos, pos + node.nodeSize, made);
    const bound = (place) => change.doc.resolve(Math.max(0, Math.min(moved(place), change.doc.content.size)));
    dispatch(change.setSelection(TextSelection.between(bound(anchor), bound(head))).scrollIntoView());
  }
  return true;
}

/** Make a list of the selected paragraphs; of a list of the other kind; or paragraphs of a list of this kind. */
export function toggleList(name) {
  const type = schema.nodes[name];
  return (current, dispatch) => {
    const around = aroundList(current);
    if (around) {
      if (around.node.type === type) {
        if (!dispatch) return true;
        return takeOutWholly(current, dispatch);
      }
      dispatch?.(current.tr.setNodeMarkup(around.pos, type, { level: around.node.attrs.level }));
      return true;
    }
    return wrap(current, dispatch, type);
  };
}

function takeOutWholly(current, dispatch) {
  // Every level is one step, and all of them are one change to undo.
  let now = current;
  const change = current.tr;
  for (let count = 0; count <= DEEPEST_LEVEL + 1 && aroundList(now); count += 1) {
    let step = null;
    if (!outdent(now, (made) => (step = made))) break;
    for (const one of step.steps) change.step(one);
    now = now.apply(step);
    change.setSelection(now.selection.constructor.fromJSON(change.doc, now.selection.toJSON()));
  }
  if (!change.docChanged) return false;
  dispatch(change.scrollIntoView());
  return true;
}

function wrap(current, dispatch, type) {
  const { $from, $to, anchor, head } = current.selection;
  const range = $from.blockRange($to, (node) => !node.isTextblock && !isList(node) && node.type !== itemType);
  if (!range) return false;
  const children = [];
  for (let place = range.startIndex; place < range.endIndex; place += 1) children.push(range.parent.child(place));
  if (!children.length || !children.every((child) => child.isTextblock)) return false;
  if (dispatch) {
    const items = children.map((child) => itemType.create(null, paragraphType.create(null, child.content)));
    const change = current.tr.replaceWith(range.start, range.end, type.create(null, items));
    const moved = (place) => {
      let count = 0;
      let end = range.start;
      for (const child of children) {
        end += child.nodeSize;
        if (place < end) break;
        count += 1;
      }
      return change.doc.resolve(place + 2 + 2 * count);
    };
    dispatch(change.setSelection(TextSelection.between(moved(anchor), moved(head))).scrollIntoView());
  }
  return true;
}

/** Enter in a list: a new item with the label of this one; an empty item moves out. */
export function splitItem(current, dispatch) {
  const { $from, $to } = current.selection;
  if ($from.depth < 2 || $from.node(-1).type !== itemType || !$from.sameParent($to)) return false;
  const item = $from.node(-1);
  if (!$from.parent.content.size) return outdent(current, dispatch);
  if (dispatch) {
    const change = current.tr.deleteSelection();
    const label = item.attrs.label?.includes("%") ? item.attrs.label : null;
    change.split(change.selection.from, 2, [{ type: itemType, attrs: { label } }, { type: paragraphType }]);
    dispatch(change.scrollIntoView());
  }
  return true;
}

/** Backspace at the front of an item moves it out; at the front of a paragraph after a list it goes to the last item. */
export function joinBackward(current, dispatch, editor) {
  const { $cursor } = current.selection;
  if (!$cursor || $cursor.parentOffset > 0 || (editor && !editor.endOfTextblock("backward", current))) return false;
  if ($cursor.depth > 1 && $cursor.node(-1).type === itemType && $cursor.index(-1) === 0) return outdent(current, dispatch);
  const before = current.doc.resolve($cursor.before()).nodeBefore;
  if (before && isList(before)) return pmCommands.joinTextblockBackward(current, dispatch, editor);
  return false;
}

/** Delete at the end of an item takes the next one in. */
export function joinForward(current, dispatch, editor) {
  return aroundList(current) ? pmCommands.joinTextblockForward(current, dispatch, editor) : false;
}

/** What the numbering dialog shows of the present list; null outside numbered lists. */
export function numbering(current) {
  const around = aroundList(current);
  if (!around || around.node.type !== orderedType) return null;
  const { node, index } = around;
  const shapes = new Set();
  node.forEach((item) => shapes.add(item.attrs.label || "%."));
  const own = index ? node.child(index).attrs.value : null;
  return { format: node.attrs.format, start: numbered(node)[0][2] ?? 1, shape: shapes.size === 1 ? [...shapes][0] : "", index, own };
}

/** Number the present list anew. `shape` is a label with "%" for the number, or "" to leave the labels. */
export function setNumbering({ format, start, shape, own }) {
  return (current, dispatch) => {
    const around = aroundList(current);
    if (!around || around.node.type !== orderedType) return false;
    if (!dispatch) return true;
    const { node, pos, index } = around;
    const change = current.tr.setNodeMarkup(pos, null, { ...node.attrs, format, start });
    node.forEach((item, offset, place) => {
      const attrs = { ...item.attrs };
      if (place === 0) attrs.value = null;
      else if (place === index) attrs.value = own;
      if (shape) attrs.label = shape === "%." ? null : shape;
      change.setNodeMarkup(pos + 1 + offset, null, attrs);
    });
    dispatch(change);
    return true;
  };
}

/** Shows the labels of numbered items as Word shows them: numbers that go on after a gap, "(a)", "2.1". */
export const labels = new state.Plugin({
  props: {
    decorations(current) {
      const found = [];
      current.doc.descendants((node, pos) => {
        if (node.type === orderedType) {
          for (const [item, offset, number] of numbered(node)) {
            const label = labelOf(item.attrs.label, number, node.attrs.format);
            const start = pos + 1 + offset;
            found.push(view.Decoration.node(start, start + item.nodeSize, { "data-shown": label }));
          }
        }
        return !node.isTextblock;
      });
      return view.DecorationSet.create(current.doc, found);
    },
  },
});
