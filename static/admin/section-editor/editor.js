/* Puts an editor in the place of a section's text field; the field keeps the HTML that is sent. */
import { clauses } from "./clauses.js";
import { GROUPS, keys } from "./commands.js";
import { announce, make } from "./dom.js";
import { history, keymap, pmCommands, state, tables, view as viewing } from "./engine.js";
import { labels } from "./lists.js";
import { clean, disarmed } from "./paste.js";
import { places } from "./places.js";
import { read, Unfaithful } from "./reading.js";
import { headers } from "./tables.js";
import { makeToolbar, readable } from "./toolbar.js";
import { write } from "./writing.js";

const editors = new WeakMap();

/** The editor's view of a text field; undefined where the field has none. */
export const editorOf = (textarea) => editors.get(textarea);

/** Start the editor for a text field, or say beside the field why its text cannot be edited so. */
export function start(textarea) {
  if (textarea.dataset.editor) return editors.get(textarea);
  let doc;
  try {
    doc = read(textarea.value);
  } catch (error) {
    if (!(error instanceof Unfaithful)) throw error;
    textarea.dataset.editor = "refused";
    refuse(textarea, error);
    return null;
  }
  textarea.dataset.editor = "started";
  const view = mount(textarea, doc);
  editors.set(textarea, view);
  return view;
}

function refuse(textarea, error) {
  const note = make(
    "p",
    { class: "section-refused", id: `${textarea.id}-refused` },
    `The editor is off for this text, because it would not keep everything in it: ${error.message}. Here is the text as HTML; it is kept as it stands.`,
  );
  textarea.before(note);
  const described = textarea.getAttribute("aria-describedby");
  textarea.setAttribute("aria-describedby", described ? `${note.id} ${described}` : note.id);
}

function mount(textarea, doc) {
  const before = textarea.value;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (label) label.id ||= `${textarea.id}-label`;
  const place = make("div", { class: "section-text", id: `${textarea.id}-text` });
  const hint = make(
    "p",
    { class: "help", id: `${textarea.id}-hint` },
    "Alt+F10 goes to the toolbar. Escape and then Tab leaves the text.",
  );
  let view = null;
  const toolbar = makeToolbar(() => view, place.id);
  const editor = make("div", { class: "section-editor" }, toolbar.element, place, hint, keyboardHelp());
  textarea.after(editor);
  textarea.hidden = true;

  let leaving = false;
  // Escape lets the next Tab leave the text; asked without an argument, it says whether it does.
  const leave = (now = false) => {
    if (now) leaving = true;
    return leaving;
  };
  const described = [hint.id, textarea.getAttribute("aria-describedby")].filter(Boolean).join(" ");
  view = new viewing.EditorView(
    { mount: place },
    {
      state: state.EditorState.create({
        doc,
        plugins: [
          keymap.keymap({ ...keys(leave), "Alt-F10": () => (toolbar.focus(), true) }),
          keymap.keymap(pmCommands.baseKeymap),
          history.history(),
          tables.tableEditing({ allowTableNodeSelection: false }),
          headers,
          places,
          clauses,
          labels,
        ],
      }),
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-describedby": described,
        ...(label ? { "aria-labelledby": label.id } : { "aria-label": "Text" }),
        ...(textarea.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
      },
      dispatchTransaction(change) {
        view.updateState(view.state.apply(change));
        if (change.docChanged) {
          // Back at the beginning, the text is sent as it came, to the letter.
          textarea.value = view.state.doc.eq(doc) ? before : write(view.state.doc);
          textarea.dispatchEvent(new Event("input", { bubbles: true }));
        }
        toolbar.update(view);
      },
      handleDOMEvents: {
        blur() {
          leaving = false;
        },
        keydown(ignored, event) {
          if (!["Tab", "Shift", "Escape"].includes(event.key)) leaving = false;
        },
      },
      transformPastedHTML,
      handlePaste: (ignored, event) => refuseFiles(event.clipboardData),
      handleDrop: (ignored, event) => {
        const refused = refuseFiles(event.dataTransfer);
        if (refused) event.preventDefault();
        return refused;
      },
    },
  );
  label?.addEventListener("click", () => view.focus());
  toolbar.update(view);
  return view;
}

function transformPastedHTML(html) {
  // What comes from an editor like this one is in the subset already.
  if (html.includes("data-pm-slice")) return disarmed(html);
  const { html: reduced, pictures, links } = clean(html);
  const lost = [pictures && (pictures === 1 ? "a picture" : `${pictures} pictures`), links && (links === 1 ? "a link" : `${links} links`)];
  const named = lost.filter(Boolean).join(" and ");
  announce(named ? `Pasted without ${named}, which a section cannot hold.` : "Pasted. Only formatting that a section can hold was kept.");
  return reduced;
}

function refuseFiles(data) {
  if (!data || !data.files.length || data.getData("text/html") || data.getData("text/plain")) return false;
  announce("A section cannot hold pictures or files. Nothing was added.");
  return true;
}

function keyboardHelp() {
  const rows = GROUPS.flatMap(([, buttons]) => buttons.filter((button) => button.keys).map((button) => [button.name, readable(button.keys)]));
  rows.push(
    ["Paragraph", readable("Mod-Alt-0")],
    ["Heading level 1 to 4", `${readable("Mod-Alt-1")} to ${readable("Mod-Alt-4")}`],
    ["New line in the same paragraph", "Shift+Enter"],
    ["Nest a list item deeper, and back", "Tab, Shift+Tab"],
    ["Next cell of a table, and back", "Tab, Shift+Tab"],
    ["Select several cells", "Shift and arrow keys"],
    ["Select a clause, and leave it", "Arrow keys"],
    ["Go to the toolbar, and back", "Alt+F10, Escape"],
    ["Leave the text", "Escape, then Tab"],
  );
  return make(
    "details",
    { class: "section-keys" },
    make("summary", {}, "Keyboard"),
    make("dl", {}, ...rows.map(([name, key]) => make("div", {}, make("dt", {}, name), make("dd", {}, key)))),
  );
}
