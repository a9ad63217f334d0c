/* Small modal dialogs with labelled fields, whose errors are named at the field. */
import { make, newId } from "./dom.js";

/**
 * Ask people for a few values.
 *
 * `fields` are {name, label, help, type ("text", "number", "checkbox" or "select"), value, options, min, max}. `submit`
 * gets the values by name; `check` gets them first and returns {field name: error sentence} for what is wrong. `extra` is {label, action} of one more button.
 */
export function ask({ title, fields, submit, check = () => ({}), action = "Save", extra = null }) {
  const heading = newId("dialog-title");
  const rows = fields.map(fieldRow);
  const dialog = make("dialog", { class: "section-dialog", "aria-labelledby": heading });
  const done = () => {
    dialog.close();
    dialog.remove();
  };
  const form = make(
    "form",
    { method: "dialog", novalidate: true },
    make("h2", { id: heading }, title),
    ...rows.map((row) => row.element),
    make(
      "div",
      { class: "section-dialog-buttons" },
      make("button", { type: "submit", class: "button default" }, action),
      ...(extra ? [make("button", { type: "button", class: "button", click: () => { done(); extra.action(); } }, extra.label)] : []),
      make("button", { type: "button", class: "button", click: done }, "Cancel"),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries(rows.map((row) => [row.name, row.value()]));
    const errors = check(values);
    for (const row of rows) row.say(errors[row.name] || "");
    const wrong = rows.find((row) => errors[row.name]);
    if (wrong) {
      wrong.input.focus();
      return;
    }
    done();
    submit(values);
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  rows[0]?.input.focus();
  rows[0]?.input.select?.();
  return dialog;
}

function fieldRow({ name, label, help = "", type = "text", value = "", options = [], min = null, max = null, list = null }) {
  const id = newId("dialog-field");
  const error = make("p", { id: `${id}-error`, class: "errornote-field", hidden: true });
  const note = make("p", { id: `${id}-help`, class: "help" }, help);
  const shared = { id, name, "aria-describedby": `${id}-error${help ? ` ${id}-help` : ""}` };
  let input;
  if (type === "select") {
    input = make("select", shared, ...options.map(([key, text]) => make("option", { value: key, selected: key === value }, text)));
  } else if (type === "checkbox") {
    input = make("input", { ...shared, type, checked: value });
  } else {
    input = make("input", { ...shared, type, value, min, max, list, autocomplete: "off", spellcheck: "false" });
  }
  const caption = make("label", { for: id }, label);
  const parts = type === "checkbox" ? [make("div", { class: "checkbox-line" }, input, caption)] : [caption, input];
  const element = make("div", { class: "section-dialog-field" }, ...parts, ...(help ? [note] : []), error);
  return {
    name,
    input,
    element,
    value: () => (type === "checkbox" ? input.checked : input.value.trim()),
    say(text) {
      error.textContent = text;
      error.hidden = !text;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}
