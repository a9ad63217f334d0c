/*
 * What a section can hold, as a ProseMirror schema: the blocks of jobdescriptions/word/document.py and no more.
 *
 * A clause is one piece: its text (html, paragraphs as write() spells them) comes from the site's library and is not
 * edited here. It stands in the text itself, not in the cells of tables.
 *
 * A list item is one paragraph and the lists below it. A table knows how many of its rows are header rows (head) and
 * whether its first column heads the rows (column); whether a cell is drawn as a header cell follows from that, see
 * tables.js. In an item's label, "%" stands for its number.
 */
import { model } from "./engine.js";
import { formatOfType, typeOfFormat } from "./numbers.js";
import { write } from "./writing.js";

/** The link if it is one that the site keeps, otherwise "". As safe_link in jobdescriptions/word/links.py. */
export function safeLink(address) {
  const tidy = address.trim().replaceAll(" ", "%20");
  const allowed = /^(?:https?:\/\/[^\s/?#\\]+|mailto:[^\s@]+)[^\s\x00-\x1f\x7f]*$/i;
  return tidy.length <= 2000 && allowed.test(tidy) ? tidy : "";
}

/** The language tag if it names another language than English, otherwise "". As word/languages.py. */
export function otherLanguage(tag) {
  const primary = tag.split("-")[0].toLowerCase();
  const known = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}$/.test(tag);
  return known && !["en", "und", "mul", "zxx"].includes(primary) ? tag : "";
}

const whole = (text) => (/^\d{1,5}$/.test(text || "") ? Number(text) : null);
const span = (element, name) => Math.max(whole(element.getAttribute(name)) || 1, 1);

const cellAttributes = { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } };
const cellFromDOM = (element) => ({ colspan: span(element, "colspan"), rowspan: span(element, "rowspan") });
function cellToDOM(tag, node) {
  const attributes = {};
  if (node.attrs.colspan > 1) attributes.colspan = node.attrs.colspan;
  if (node.attrs.rowspan > 1) attributes.rowspan = node.attrs.rowspan;
  return [tag, attributes, 0];
}

function listAttributes(element) {
  return { level: whole(element.getAttribute("data-level")) };
}

function tableFromDOM(element) {
  const rows = [...element.rows];
  let head = element.tHead ? element.tHead.rows.length : 0;
  const isHead = (row) => row.cells.length && [...row.cells].every((cell) => cell.tagName === "TH");
  if (!head) while (head < rows.length - 1 && isHead(rows[head])) head += 1;
  const body = rows.slice(head).filter((row) => row.cells.length);
  return {
    head: whole(element.getAttribute("data-head")) ?? head,
    column: element.hasAttribute("data-column") || (body.length > 0 && body.every((row) => row.cells[0].tagName === "TH")),
    summary: (element.caption ? element.caption.textContent : "").replace(/\s+/g, " ").trim(),
  };
}

/* As is_clause_key in jobdescriptions/word/document.py. */
const isClauseKey = (text) => text.length <= 50 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);

/** The elements that an HTML text stands for; it is parsed apart from the page. */
export const elementsOf = (html) => [...new DOMParser().parseFromString(html, "text/html").body.children];

/** The content of an element as a document. */
export const parse = (element) => model.DOMParser.fromSchema(schema).parse(element, { preserveWhitespace: "full" });

/** The words of an element as the text of a clause: paragraphs, with the marks and links that a section can hold. */
export function clauseText(element) {
  const found = [];
  parse(element).descendants((node) => {
    if (node.isTextblock && node.childCount) found.push(schema.node("paragraph", null, node.content));
    return !node.isTextblock;
  });
  return write(schema.node("doc", null, found.length ? found : [schema.node("paragraph")]));
}

const nodes = {
  doc: { content: "(block | clause)+" },
  paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    content: "inline*",
    group: "block",
    marks: "link language em underline strike superscript subscript",
    defining: true,
    attrs: { level: { default: 1 } },
    parseDOM: [1, 2, 3, 4, 5, 6].map((n) => ({ tag: `h${n}`, attrs: { level: Math.max(n - 2, 1) } })),
    toDOM: (node) => [`h${node.attrs.level + 2}`, 0],
  },
  clause: {
    atom: true,
    draggable: true,
    attrs: { key: {}, html: {} },
    leafText: (node) => elementsOf(node.attrs.html).map((one) => one.textContent).join("\n"),
    parseDOM: [
      {
        tag: "div[data-clause]",
        getAttrs(element) {
          const key = element.getAttribute("data-clause");
          const html = clauseText(element);
          return isClauseKey(key) && html ? { key, html } : false;
        },
      },
    ],
    toDOM(node) {
      const element = document.createElement("div");
      element.dataset.clause = node.attrs.key;
      element.append(...elementsOf(node.attrs.html));
      return element;
    },
  },
  bullet_list: {
    content: "list_item+",
    group: "block list",
    attrs: { level: { default: null } },
    parseDOM: [{ tag: "ul", getAttrs: listAttributes }],
    toDOM: (node) => ["ul", node.attrs.level ? { "data-level": node.attrs.level } : {}, 0],
  },
  ordered_list: {
    content: "list_item+",
    group: "block list",
    attrs: { level: { default: null }, format: { default: "decimal" }, start: { default: 1 } },
    parseDOM: [
      {
        tag: "ol",
        getAttrs: (element) => ({
          ...listAttributes(element),
          format: formatOfType(element),
          start: whole(element.getAttribute("start")) ?? 1,
        }),
      },
    ],
    toDOM(node) {
      const attributes = { ...typeOfFormat(node.attrs.format) };
      if (node.attrs.start !== 1) attributes.start = node.attrs.start;
      if (node.attrs.level) attributes["data-level"] = node.attrs.level;
      return ["ol", attributes, 0];
    },
  },
  list_item: {
    content: "paragraph list*",
    defining: true,
    attrs: { value: { default: null }, label: { default: null } },
    parseDOM: [
      {
        tag: "li",
        getAttrs: (element) => ({
          value: whole(element.getAttribute("value")),
          label: element.getAttribute("data-pattern"),
        }),
      },
    ],
    toDOM(node) {
      const attributes = {};
      if (node.attrs.value !== null) attributes.value = node.attrs.value;
      if (node.attrs.label) attributes["data-pattern"] = node.attrs.label;
      return ["li", attributes, 0];
    },
  },
  table: {
    content: "table_row+",
    tableRole: "table",
    isolating: true,
    group: "block",
    attrs: { head: { default: 0 }, column: { default: false }, summary: { default: "" } },
    parseDOM: [
      { tag: "table", getAttrs: tableFromDOM },
      { tag: "caption", ignore: true },
    ],
    toDOM(node) {
      const attributes = { "data-head": node.attrs.head };
      if (node.attrs.column) attributes["data-column"] = "";
      const body = ["tbody", 0];
      if (!node.attrs.summary) return ["table", attributes, body];
      return ["table", attributes, ["caption", { contenteditable: "false" }, node.attrs.summary], body];
    },
  },
  table_row: {
    content: "(table_cell | table_header)*",
    tableRole: "row",
    parseDOM: [{ tag: "tr" }],
    toDOM: () => ["tr", 0],
  },
  table_cell: {
    content: "block+",
    tableRole: "cell",
    isolating: true,
    attrs: cellAttributes,
    parseDOM: [{ tag: "td", getAttrs: cellFromDOM }],
    toDOM: (node) => cellToDOM("td", node),
  },
  table_header: {
    content: "block+",
    tableRole: "header_cell",
    isolating: true,
    attrs: cellAttributes,
    parseDOM: [{ tag: "th", getAttrs: cellFromDOM }],
    toDOM: (node) => cellToDOM("th", node),
  },
  hard_break: {
    inline: true,
    group: "inline",
    selectable: false,
    linebreakReplacement: true,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
  text: { group: "inline" },
};

/* In the order in which word/html.py nests them, the outermost first. */
const marks = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs(element) {
          const href = safeLink(element.getAttribute("href"));
          return href ? { href } : false;
        },
      },
    ],
    toDOM: (mark) => ["a", { href: mark.attrs.href }, 0],
  },
  language: {
    attrs: { lang: {} },
    parseDOM: [
      {
        tag: "span[lang]",
        getAttrs(element) {
          const lang = otherLanguage(element.getAttribute("lang"));
          return lang ? { lang } : false;
        },
      },
    ],
    toDOM: (mark) => ["span", { lang: mark.attrs.lang }, 0],
  },
  strong: {
    parseDOM: [{ tag: "strong" }, { tag: "b" }],
    toDOM: () => ["strong", 0],
  },
  em: {
    parseDOM: [{ tag: "em" }, { tag: "i" }, { tag: "cite" }, { tag: "dfn" }, { tag: "var" }],
    toDOM: () => ["em", 0],
  },
  underline: { parseDOM: [{ tag: "u" }, { tag: "ins" }], toDOM: () => ["u", 0] },
  strike: { parseDOM: [{ tag: "s" }, { tag: "strike" }, { tag: "del" }], toDOM: () => ["s", 0] },
  superscript: { excludes: "superscript subscript", parseDOM: [{ tag: "sup" }], toDOM: () => ["sup", 0] },
  subscript: { excludes: "superscript subscript", parseDOM: [{ tag: "sub" }], toDOM: () => ["sub", 0] },
};

export const schema = new model.Schema({ nodes, marks });
