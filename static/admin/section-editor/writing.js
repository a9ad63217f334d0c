/* The editor's document as HTML of the subset, in the very spelling of to_html in jobdescriptions/word/html/subset.py. */
import { defaultLabel, hasWords, labelOf, numbered, typeOfFormat } from "./numbers.js";

const TAGS = { strong: "strong", em: "em", underline: "u", strike: "s", superscript: "sup", subscript: "sub" };
const DEEPEST_LEVEL = 8;

const escapeText = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const escapeAttribute = (text) => escapeText(text).replaceAll('"', "&quot;").replaceAll("'", "&#x27;");

/** The HTML of a document, or of any node that holds blocks. */
export function write(parent) {
  return blocks(parent);
}

function blocks(parent) {
  let out = "";
  parent.forEach((node) => {
    if (node.isTextblock) {
      const tag = node.type.name === "heading" ? `h${node.attrs.level + 2}` : "p";
      if (node.childCount) out += `<${tag}>${inline(node)}</${tag}>`;
    } else if (node.type.name === "clause") {
      // All "<" of words are escaped, so that these are its paragraphs.
      out += node.attrs.html.replaceAll("<p>", `<p data-clause="${node.attrs.key}">`);
    } else if (node.type.name === "table") {
      out += table(node);
    } else {
      out += list(node, -1);
    }
  });
  return out;
}

function inline(parent) {
  const runs = [];
  parent.forEach((node) => {
    const text = node.isText ? escapeText(node.text) : "<br>";
    const last = runs.at(-1);
    if (last && sameMarks(last.marks, node.marks)) last.text += text;
    else runs.push({ text, marks: node.marks });
  });
  return runs.map(run).join("");
}

function sameMarks(some, others) {
  return some.length === others.length && some.every((mark, place) => mark.eq(others[place]));
}

function run({ text, marks }) {
  return marks.reduceRight((inner, mark) => {
    if (mark.type.name === "link") return `<a href="${escapeAttribute(mark.attrs.href)}">${inner}</a>`;
    if (mark.type.name === "language") return `<span lang="${escapeAttribute(mark.attrs.lang)}">${inner}</span>`;
    return `<${TAGS[mark.type.name]}>${inner}</${TAGS[mark.type.name]}>`;
  }, text);
}

function list(node, outer) {
  const ordered = node.type.name === "ordered_list";
  const format = ordered ? node.attrs.format : "none";
  const level = Math.min(Math.max(node.attrs.level || 0, outer + 1), DEEPEST_LEVEL);
  let attributes = "";
  let next = null;
  let items = "";
  for (const [item, , number] of numbered(node)) {
    if (next === null && number !== null) {
      next = number;
      attributes = number === 1 ? "" : ` start="${number}"`;
    }
    const value = number === next ? "" : ` value="${number}"`;
    const label = ordered ? labelOf(item.attrs.label, number, format) : "";
    const shown = label === defaultLabel(number, format) ? "" : ` data-label="${escapeAttribute(label)}"`;
    items += `<li${value}${shown}>${inline(item.firstChild)}`;
    for (let place = 1; place < item.childCount; place += 1) items += list(item.child(place), level);
    items += "</li>";
    if (number !== null) next = hasWords(item) ? number + 1 : number;
  }
  const type = ordered ? Object.entries(typeOfFormat(format)).map(([name, value]) => ` ${name}="${value}"`).join("") : "";
  const skips = level === outer + 1 ? "" : ` data-level="${level}"`;
  const tag = ordered ? "ol" : "ul";
  return `<${tag}${type}${attributes}${skips}>${items}</${tag}>`;
}

function table(node) {
  const caption = node.attrs.summary ? `<caption>${escapeText(node.attrs.summary)}</caption>` : "";
  const head = headerRows(node);
  let out = `<table>${caption}`;
  let covered = 0; // The row below the last one that a cell of the first column covers.
  node.forEach((row, offset, y) => {
    if (y === 0 && head) out += "<thead>";
    if (y === head) out += y ? "</thead><tbody>" : "<tbody>";
    out += "<tr>";
    row.forEach((cell, inner, place) => {
      const first = place === 0 && covered <= y;
      const { colspan, rowspan } = cell.attrs;
      let scope = "";
      if (y < head) scope = colspan > 1 ? "colgroup" : "col";
      else if (node.attrs.column && first) scope = rowspan > 1 ? "rowgroup" : "row";
      const tag = scope ? "th" : "td";
      out += `<${tag}${scope ? ` scope="${scope}"` : ""}`;
      if (colspan > 1) out += ` colspan="${colspan}"`;
      if (rowspan > 1) out += ` rowspan="${rowspan}"`;
      out += `>${cellContent(cell)}</${tag}>`;
    });
    if (covered <= y && row.childCount) covered = y + row.firstChild.attrs.rowspan;
    out += "</tr>";
  });
  return `${out}</tbody></table>`;
}

function cellContent(cell) {
  const full = [];
  cell.forEach((node) => {
    if (!node.isTextblock || node.childCount) full.push(node);
  });
  if (full.length === 1 && full[0].type.name === "paragraph") return inline(full[0]);
  return blocks(cell);
}

/** How many rows of a table are header rows: fewer than it has rows, ending where no cell reaches across. */
export function headerRows(node) {
  let wanted = node.attrs.head < node.childCount ? node.attrs.head : 0;
  for (; wanted > 0; wanted -= 1) {
    let unbroken = true;
    for (let y = 0; y < wanted; y += 1) {
      node.child(y).forEach((cell) => {
        if (y + cell.attrs.rowspan > wanted) unbroken = false;
      });
    }
    if (unbroken) return wanted;
  }
  return 0;
}
