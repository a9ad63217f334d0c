/*
 * Stored HTML as a document of the editor, without losing anything.
 *
 * read() is strict: it knows the spelling in which the server stores sections, and throws Unfaithful, with a reason that
 * people can read, for whatever it would not write back unchanged.
 */
import { model } from "./engine.js";
import { formatOfType, patternOf } from "./numbers.js";
import { withPlaces } from "./places.js";
import { schema } from "./schema.js";
import { write } from "./writing.js";

export class Unfaithful extends Error {}

const MARKS = { STRONG: "strong", EM: "em", U: "underline", S: "strike", SUP: "superscript", SUB: "subscript" };
const HEADINGS = { H3: 1, H4: 2, H5: 3, H6: 4 };

const ATTRIBUTES = {
  P: ["data-clause"],
  A: ["href"],
  SPAN: ["lang"],
  UL: ["data-level"],
  OL: ["type", "start", "data-format", "data-level"],
  LI: ["value", "data-label"],
  TD: ["colspan", "rowspan"],
  TH: ["scope", "colspan", "rowspan"],
};

/** The document that an HTML text stands for. Throws Unfaithful if write() would not give the same text back. */
export function read(html) {
  const body = new DOMParser().parseFromString(`<!DOCTYPE html><body>${html}`, "text/html").body;
  const doc = schema.node("doc", null, withParagraph(blocks(body)));
  try {
    doc.check();
  } catch {
    throw new Unfaithful("elements stand inside each other in a way that it does not know");
  }
  if (write(doc) !== html) throw new Unfaithful("it would be written in another way");
  return withPlaces(doc);
}

const withParagraph = (list) => (list.length ? list : [schema.node("paragraph")]);

function checked(element) {
  const known = ATTRIBUTES[element.tagName] || [];
  for (const { name } of element.attributes) {
    if (!known.includes(name)) throw new Unfaithful(`the attribute “${name}” of ${element.localName}`);
  }
  return element;
}

function number(element, name, otherwise) {
  const text = element.getAttribute(name);
  if (text === null) return otherwise;
  if (!/^\d{1,5}$/.test(text)) throw new Unfaithful(`the number “${text}”`);
  return Number(text);
}

function blocks(parent) {
  const found = [];
  for (const child of parent.childNodes) {
    if (child.nodeType !== Node.ELEMENT_NODE) throw new Unfaithful("text outside a paragraph");
    const node = block(checked(child));
    const last = found.at(-1);
    // The paragraphs of a clause that follow each other are one.
    if (node.type.name === "clause" && last?.type.name === "clause" && node.attrs.key === last.attrs.key) {
      found[found.length - 1] = schema.node("clause", { key: node.attrs.key, html: last.attrs.html + node.attrs.html });
    } else found.push(node);
  }
  return found;
}

function block(element) {
  const tag = element.tagName;
  const key = element.getAttribute("data-clause");
  if (tag === "P" && key !== null) {
    const paragraph = schema.node("paragraph", null, inline(element));
    return schema.node("clause", { key, html: write(schema.node("doc", null, [paragraph])) });
  }
  if (tag === "P") return schema.node("paragraph", null, inline(element));
  if (tag in HEADINGS) return schema.node("heading", { level: HEADINGS[tag] }, inline(element));
  if (tag === "UL" || tag === "OL") return list(element);
  if (tag === "TABLE") return table(element);
  throw new Unfaithful(`the element “${element.localName}”`);
}

function inline(parent, marks = model.Mark.none, stop = () => false) {
  const out = [];
  for (const child of parent.childNodes) {
    if (stop(child)) break;
    if (child.nodeType === Node.TEXT_NODE) out.push(schema.text(child.data, marks));
    else if (child.nodeType !== Node.ELEMENT_NODE) throw new Unfaithful("a comment");
    else if (checked(child).tagName === "BR") out.push(schema.node("hard_break", null, null, marks));
    else out.push(...inline(child, mark(child).addToSet(marks)));
  }
  return out;
}

function mark(element) {
  if (element.tagName === "A") return schema.mark("link", { href: element.getAttribute("href") || "" });
  if (element.tagName === "SPAN") return schema.mark("language", { lang: element.getAttribute("lang") || "" });
  const name = MARKS[element.tagName];
  if (!name) throw new Unfaithful(`the element “${element.localName}”`);
  return schema.mark(name);
}

const isList = (node) => node.nodeName === "UL" || node.nodeName === "OL";

function list(element) {
  const level = number(element, "data-level", null);
  const ordered = element.tagName === "OL";
  const format = ordered ? formatOfType(element) : "none";
  const start = number(element, "start", 1);
  let next = ordered && format !== "none" ? start : null;
  const items = [...element.childNodes].map((child) => {
    if (child.nodeName !== "LI") throw new Unfaithful("something between the items of a list");
    const value = number(checked(child), "value", null);
    const own = next === null ? null : (value ?? next);
    if (own !== null) next = own + 1;
    const label = child.getAttribute("data-label");
    const content = [schema.node("paragraph", null, inline(child, undefined, isList))];
    const inside = [...child.childNodes];
    const first = inside.findIndex(isList);
    for (const inner of first < 0 ? [] : inside.slice(first)) {
      if (!isList(inner)) throw new Unfaithful("text below a list inside an item");
      content.push(list(checked(inner)));
    }
    return schema.node("list_item", { value, label: label && patternOf(label, own, format) }, content);
  });
  return ordered
    ? schema.node("ordered_list", { level, format, start }, items)
    : schema.node("bullet_list", { level }, items);
}

function table(element) {
  let summary = "";
  let head = 0;
  let column = false;
  const rows = [];
  for (const group of element.childNodes) {
    const tag = group.nodeName;
    if (tag === "CAPTION") summary = group.textContent;
    else if (tag !== "THEAD" && tag !== "TBODY") throw new Unfaithful("something between the rows of a table");
    else {
      for (const row of group.childNodes) {
        if (row.nodeName !== "TR") throw new Unfaithful("something between the rows of a table");
        rows.push(schema.node("table_row", null, [...row.childNodes].map(cell)));
        if (tag === "THEAD") head += 1;
        else if (row.querySelector(":scope > th")) column = true;
      }
    }
  }
  return schema.node("table", { head, column, summary }, rows);
}

function cell(element) {
  if (element.nodeName !== "TD" && element.nodeName !== "TH") throw new Unfaithful("something between the cells of a table");
  checked(element);
  const type = element.nodeName === "TH" ? "table_header" : "table_cell";
  const spans = { colspan: number(element, "colspan", 1), rowspan: number(element, "rowspan", 1) };
  const hasBlocks = [...element.children].some((child) => /^(?:P|H[3-6]|UL|OL|TABLE)$/.test(child.tagName));
  const content = hasBlocks ? blocks(element) : [schema.node("paragraph", null, inline(element))];
  return schema.node(type, spans, content);
}
