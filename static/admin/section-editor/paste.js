/*
 * Text pasted from Word or from a web page, reduced to what a section can hold.
 *
 * The schema drops what it does not know. This puts into elements what is said in styles alone (bold, Word's lists), and
 * leaves out what has no words. It counts what is lost, so that people can be told.
 */
import { formatNumber } from "./numbers.js";
import { safeLink } from "./schema.js";

/* What style attributes say, as in jobdescriptions/word/html/reader.py. */
const STYLES = [
  [/(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)/i, "strong"],
  [/(?<![\w-])font-style\s*:\s*(?:italic|oblique)/i, "em"],
  [/(?<![\w-])text-decoration[\w-]*\s*:[^;]*underline/i, "u"],
  [/(?<![\w-])text-decoration[\w-]*\s*:[^;]*line-through/i, "s"],
  [/vertical-align\s*:\s*super/i, "sup"],
  [/vertical-align\s*:\s*sub(?!er)\b/i, "sub"],
];
const NOT_BOLD = /(?<![\w-])font-weight\s*:\s*(?:normal|[1-4]00)/i;
const MARKS = { B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s", SUP: "sup", SUB: "sub" };
const WORDLESS = "script,style,template,head,title,meta,link,base,object,embed,applet,iframe,audio,video,canvas,svg";
const BLOCKS = "P,DIV,H1,H2,H3,H4,H5,H6,LI,UL,OL,TABLE,TD,TH,TR,BLOCKQUOTE,PRE,SECTION,ARTICLE,DD,DT";

/**
 * HTML of the clipboard with its style attributes and event handlers under another name, and without style sheets. Even
 * a document that is never shown reports them as breaches of the content security policy.
 */
export function disarmed(html) {
  return html
    .replace(/<style\b[^>]*>.*?(?:<\/style\s*>|$)/gis, "")
    .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi, (tag) => tag.replace(/(?<=[\s"'/])(style|on\w+)(?=\s*=)/gi, "data-$1"));
}

/** HTML of the clipboard as HTML that the schema understands, and what was left out: {html, pictures, links}. */
export function clean(html) {
  const page = new DOMParser().parseFromString(disarmed(html), "text/html");
  const lost = { pictures: 0, links: 0 };
  removeComments(page);
  const pictures = page.body.querySelectorAll("img");
  lost.pictures = pictures.length;
  for (const picture of pictures) picture.replaceWith(picture.getAttribute("alt") || "");
  for (const element of page.querySelectorAll(WORDLESS)) element.remove();
  levelled(page);
  lists(page);
  for (const item of page.querySelectorAll("li")) flatten(item, page);
  for (const link of page.querySelectorAll("a")) {
    const address = link.getAttribute("href");
    if (address && !address.startsWith("#") && !safeLink(address)) lost.links += 1;
  }
  styles(page);
  return { html: page.body.innerHTML, ...lost };
}

function removeComments(page) {
  const walker = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const comment of found) comment.remove();
}

/* Styles as elements around the content; then no attribute is left but those that mean something. */
function styles(page) {
  const kept = ["href", "colspan", "rowspan", "start", "value", "type", "data-pattern", "lang"];
  for (const element of [...page.body.querySelectorAll("*")]) {
    const style = element.getAttribute("data-style") || "";
    const names = STYLES.filter(([pattern]) => pattern.test(style)).map(([, name]) => name);
    if (NOT_BOLD.test(style) && MARKS[element.tagName] === "strong") {
      // Google Docs puts a whole page into one <b> that is not bold.
      element.replaceWith(...element.childNodes);
      continue;
    }
    for (const { name } of [...element.attributes]) if (!kept.includes(name)) element.removeAttribute(name);
    const isBlock = BLOCKS.split(",").includes(element.tagName);
    for (const name of names) {
      if (MARKS[element.tagName] === name || (name === "strong" && /^H[1-6]$/.test(element.tagName))) continue;
      if (isBlock && element.querySelector(BLOCKS)) continue;
      const around = page.createElement(name);
      around.append(...element.childNodes);
      element.append(around);
    }
  }
}

/* The paragraphs of a list item as lines of one: a section's list items are one paragraph each. */
function flatten(item, page) {
  const isBlock = (node) => /^(?:P|DIV|H[1-6]|BLOCKQUOTE|PRE)$/.test(node.nodeName);
  const isLine = (node) => node && !/^(?:UL|OL|TABLE|BR)$/.test(node.nodeName);
  for (const node of [...item.childNodes]) if (node.nodeType === Node.TEXT_NODE && !node.data.trim()) node.remove();
  for (const block of [...item.children].filter(isBlock)) {
    if (isLine(block.previousSibling)) block.before(page.createElement("br"));
    if (isLine(block.nextSibling) && !isBlock(block.nextSibling)) block.after(page.createElement("br"));
    block.replaceWith(...block.childNodes);
  }
}

const TYPES = { "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I" };

/* The items of Word for the web, each in a list and a box of its own and with its level in an attribute, as one list. */
function levelled(page) {
  let open = []; // The lists that are open: {depth, list}.
  for (const item of [...page.querySelectorAll("li[data-aria-level]")]) {
    const source = item.closest("ul,ol");
    const parent = source?.parentElement;
    if (!parent || source.closest("li")) continue;
    const outermost = parent.tagName === "DIV" && parent.children.length === 1 ? parent : source;
    const depth = Number(item.getAttribute("data-aria-level")) || 1;
    if (!open.length || outermost.previousElementSibling !== open[0].list) open = [];
    while (open.length && open.at(-1).depth > depth) open.pop();
    if (open.at(-1)?.depth === depth && open.at(-1).list.tagName !== source.tagName) open.pop();
    if (open.at(-1)?.depth !== depth) {
      const list = page.createElement(source.tagName);
      const number = Number(item.getAttribute("data-aria-posinset")) || 1;
      if (source.tagName === "OL" && number > 1) list.setAttribute("start", number);
      const style = /list-style-type\s*:\s*([\w-]+)/i.exec(source.getAttribute("data-style") || "");
      const type = source.getAttribute("type") || (style && TYPES[style[1].toLowerCase()]);
      if (source.tagName === "OL" && type) list.setAttribute("type", type);
      const above = open.at(-1)?.list.lastElementChild;
      if (above) above.append(list);
      else outermost.before(list);
      open.push({ depth, list });
    }
    open.at(-1).list.append(item);
    if (!source.children.length) outermost.remove();
  }
}

const WORD_LEVEL = /mso-list\s*:[^;]*\blevel(\d)/i;

/* Word's paragraphs with a typed-looking mark in front ("mso-list") as lists. */
function lists(page) {
  let open = []; // The lists that are open: [level, list, kind].
  let last = null;
  for (const paragraph of [...page.querySelectorAll("p,h1,h2,h3,h4,h5,h6")]) {
    const level = WORD_LEVEL.exec(paragraph.getAttribute("data-style") || "");
    if (!level) continue;
    const mark = [...paragraph.querySelectorAll("span")].find((span) => /mso-list\s*:\s*Ignore/i.test(span.getAttribute("data-style") || ""));
    const sign = mark ? mark.textContent.replace(/[\s\u00a0]+/g, "") : "";
    mark?.remove();
    const depth = Number(level[1]);
    const between = last?.nextElementSibling;
    if (between !== paragraph) open = [];
    while (open.length && open.at(-1).depth > depth) open.pop();
    const kind = kindOf(sign, open.at(-1)?.depth === depth ? open.at(-1) : null);
    if (open.at(-1)?.depth === depth && open.at(-1).format !== kind.format) open.pop();
    if (open.at(-1)?.depth !== depth) {
      const list = page.createElement(kind.format === "bullet" ? "ul" : "ol");
      if (kind.type) list.setAttribute("type", kind.type);
      if (kind.number > 1) list.setAttribute("start", kind.number);
      const outer = open.at(-1)?.list.lastElementChild;
      if (outer) outer.append(list);
      else paragraph.before(list);
      open.push({ depth, list, format: kind.format, next: kind.number });
    }
    const top = open.at(-1);
    const item = page.createElement("li");
    if (kind.format !== "bullet") {
      if (top.next !== kind.number) item.setAttribute("value", kind.number);
      top.next = kind.number + 1;
      if (sign !== `${formatNumber(kind.number, kind.format)}.`) item.setAttribute("data-pattern", kind.label);
    }
    item.append(...paragraph.childNodes);
    top.list.append(item);
    last = open[0].list;
    paragraph.remove();
  }
}

const LETTERS = /^\(?([a-zA-Z]|[ivxIVX]+)[.)]$/;

/* What a mark such as "1." or "(b)" says: {format, type, number, label}, the label with "%" for the number. */
function kindOf(sign, list) {
  const digits = /^\(?(?:\d+\.)*(\d{1,5})[.)]?$/.exec(sign);
  if (digits) return { format: "decimal", type: "", number: Number(digits[1]), label: replaceLast(sign, digits[1]) };
  const letters = LETTERS.exec(sign);
  if (!letters) return { format: "bullet", type: "", number: 0, label: "" };
  const text = letters[1];
  const upper = text === text.toUpperCase();
  const candidates = upper ? [["upperLetter", "A"], ["upperRoman", "I"]] : [["lowerLetter", "a"], ["lowerRoman", "i"]];
  if (/^[ivx]+$/i.test(text) && (text.length > 1 || list?.format === candidates[1][0] || (text.toLowerCase() === "i" && !list))) {
    candidates.reverse();
  }
  for (const [format, type] of candidates) {
    for (let number = 1; number <= 60; number += 1) {
      if (formatNumber(number, format) === text) return { format, type, number, label: replaceLast(sign, text) };
    }
  }
  return { format: "bullet", type: "", number: 0, label: "" };
}

function replaceLast(text, part) {
  const place = text.lastIndexOf(part);
  return `${text.slice(0, place)}%${text.slice(place + part.length)}`;
}
