/* The editor's toolbar: one stop for Tab, arrow keys inside (the toolbar pattern of the ARIA Authoring Practices). */
import { BLOCKS, GROUPS, presentBlock } from "./commands.js";
import { make } from "./dom.js";

const mac = /Mac|iP(?:hone|ad)/.test(navigator.platform);
const keyNames = { Mod: mac ? "⌘" : "Ctrl", Alt: mac ? "Option" : "Alt" };

/** A key such as "Mod-Shift-8" as people read it. */
export const readable = (keys) => keys.split("-").map((key) => keyNames[key] || (key.length === 1 ? key.toUpperCase() : key)).join("+");

/** Make the toolbar of an editor. Returns {element, update(view), focus()}. */
export function makeToolbar(getView, controls) {
  const select = make(
    "select",
    { "aria-label": "Kind of paragraph", class: "section-kind" },
    ...BLOCKS.map(([key, name]) => make("option", { value: key }, name)),
  );
  select.addEventListener("change", () => {
    const view = getView();
    const [, , run] = BLOCKS.find(([key]) => key === select.value);
    run(view.state, view.dispatch, view);
    update(view);
  });
  const groups = GROUPS.map(([name, buttons, shown]) => group(name, buttons, shown, getView));
  const element = make(
    "div",
    { role: "toolbar", class: "section-toolbar", "aria-label": "Formatting", "aria-controls": controls },
    select,
    ...groups.map((one) => one.element),
  );
  const every = [select, ...groups.flatMap((one) => one.buttons.map((button) => button.element))];
  const stops = () => every.filter((stop) => !stop.disabled && !stop.parentElement.hidden);
  let present = select;
  const rove = (to) => {
    for (const stop of every) stop.tabIndex = stop === to ? 0 : -1;
    present = to;
  };
  rove(select);
  element.addEventListener("focusin", (event) => rove(event.target));
  element.addEventListener("keydown", (event) => {
    const all = stops();
    const place = all.indexOf(event.target);
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") getView().focus();
    else if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    else all[(to + all.length) % all.length].focus();
    event.preventDefault();
  });

  function update(view) {
    select.value = presentBlock(view.state);
    select.disabled = !BLOCKS.some(([, , run]) => run(view.state)); // In a list there are paragraphs alone.
    for (const one of groups) {
      const hidden = Boolean(one.shown) && !one.shown(view.state);
      if (hidden && one.element.contains(document.activeElement)) view.focus();
      one.element.hidden = hidden;
      if (!hidden) for (const button of one.buttons) button.update(view.state);
    }
    if (!stops().includes(present)) rove(stops()[0]);
  }
  return { element, update, focus: () => present.focus() };
}

function group(name, buttons, shown, getView) {
  const made = buttons.map((button) => makeButton(button, getView));
  return { element: make("div", { role: "group", "aria-label": name }, ...made.map((one) => one.element)), buttons: made, shown };
}

function makeButton({ shows, name, keys, look, run, pressed }, getView) {
  const plain = shows === name;
  const element = make(
    "button",
    {
      type: "button",
      title: keys ? `${name} (${readable(keys)})` : name,
      "aria-label": plain ? null : name,
      class: look ? `look-${look}` : null,
      "aria-pressed": pressed ? "false" : null,
    },
    shows,
  );
  // The text keeps its selection while a button is clicked.
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("click", () => {
    const view = getView();
    if (element.getAttribute("aria-disabled") === "true") return;
    run(view.state, view.dispatch, view);
    if (!element.matches(":focus") && !document.querySelector("dialog[open]")) view.focus();
  });
  return {
    element,
    update(current) {
      element.setAttribute("aria-disabled", String(!run(current)));
      if (pressed) element.setAttribute("aria-pressed", String(pressed(current)));
    },
  };
}
