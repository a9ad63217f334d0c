/* Cards: rows of a form that are added, removed, moved, opened and closed. Without this script they have fields for that. */
import { ask } from "./dialogs.js";
import { announce, make } from "./dom.js";

const LONGEST_TITLE = 80;

/** Set up a group of cards; `shown` is called with a card that has just come to be seen. */
export function setUpCards(group, shown) {
  const list = group.querySelector(".cards-list");
  const template = list.querySelector("template");
  const total = group.querySelector("input[name$='-TOTAL_FORMS']");
  const most = group.querySelector("input[name$='-MAX_NUM_FORMS']");
  const { noun, prefix } = group.dataset;
  const fields = group.dataset.titleFields.split(" ");
  const may = { change: "mayChange" in group.dataset, add: "mayAdd" in group.dataset && template, remove: "mayDelete" in group.dataset };
  const cards = () => [...list.querySelectorAll(":scope > .card")];
  const staying = () => cards().filter((card) => !removal(card)?.checked);
  const removal = (card) => card.querySelector("input[name$='-DELETE']");
  const input = (card, name) => card.querySelector(`[name^="${prefix}-"][name$="-${name}"]`);
  const titleOf = (card) => fields.map((name) => input(card, name)?.value.trim()).filter(Boolean).join(" · ") || card.querySelector(".card-title").textContent;
  const short = (text) => (text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE)}…` : text);

  group.classList.add("cards-live");
  // The empty card at the end is for people without this script.
  for (const card of cards().reverse()) {
    if (!isBlank(card)) continue;
    card.remove();
    if (card.id === `${prefix}-${total.value - 1}`) total.value -= 1;
  }
  for (const card of cards()) setUp(card);
  list.after(footer());
  refresh();

  function isBlank(card) {
    const touched = [...card.querySelectorAll("input:not([type=hidden]), textarea, select")].some((one) =>
      one.type === "checkbox" ? one.checked : one.tagName === "SELECT" ? one.selectedOptions[0] && !one.selectedOptions[0].defaultSelected && one.selectedIndex > 0 : one.value.trim(),
    );
    return !card.classList.contains("card-saved") && !card.querySelector(".errorlist") && !touched;
  }

  function setUp(card) {
    const button = (text, name, click) => make("button", { type: "button", class: "card-button", "data-does": name, click }, text);
    const buttons = make("div", { class: "card-buttons", role: "group" });
    if (may.change) {
      buttons.append(
        button("Move up", "up", () => move(card, -1)),
        button("Move down", "down", () => move(card, 1)),
      );
    }
    if (may.add) buttons.append(button(`Add a ${noun} below`, "add", () => askForNew(card)));
    if (removal(card)) buttons.append(button("Remove", "remove", () => remove(card)));
    const note = make(
      "p",
      { class: "card-removed", hidden: true },
      make("span", {}),
      button("Keep it", "keep", () => keep(card)),
    );
    card.append(buttons, note);
    for (const name of fields) input(card, name)?.addEventListener("input", () => refreshTitle(card));
    if (removal(card)?.checked) showRemoved(card);
    refreshTitle(card);
  }

  function refreshTitle(card) {
    const title = titleOf(card);
    if (fields.some((name) => input(card, name))) card.querySelector(".card-title").textContent = short(title);
    for (const button of card.querySelectorAll(".card-button")) button.setAttribute("aria-label", `${button.textContent}: ${short(title)}`);
    card.querySelector(".card-buttons").setAttribute("aria-label", short(title));
    card.querySelector(".card-removed span").textContent = `“${short(title)}” goes away when you save.`;
  }

  function refresh() {
    const all = staying();
    for (const card of all) {
      card.querySelector("[data-does=up]")?.setAttribute("aria-disabled", String(card === all[0]));
      card.querySelector("[data-does=down]")?.setAttribute("aria-disabled", String(card === all.at(-1)));
    }
  }

  function number() {
    staying().forEach((card, place) => {
      const order = input(card, "order");
      if (order) order.value = place + 1;
    });
    total.dispatchEvent(new Event("change", { bubbles: true }));
    refresh();
  }

  function move(card, by) {
    const all = staying();
    const place = all.indexOf(card);
    const other = all[place + by];
    if (!other) {
      announce(`“${titleOf(card)}” is ${by < 0 ? "the first" : "the last"} already.`);
      return;
    }
    const focused = document.activeElement;
    if (by < 0) other.before(card);
    else other.after(card);
    number();
    focused.focus();
    card.scrollIntoView({ block: "nearest" });
    announce(`“${short(titleOf(card))}” is now number ${place + by + 1} of ${all.length}.`);
  }

  function remove(card) {
    removal(card).checked = true;
    showRemoved(card);
    number();
    card.querySelector("[data-does=keep]").focus();
    announce(card.querySelector(".card-removed span").textContent);
  }

  function showRemoved(card) {
    for (const part of [card.querySelector("details"), card.querySelector(".card-buttons")]) part.hidden = true;
    card.querySelector(".card-removed").hidden = false;
  }

  function keep(card) {
    removal(card).checked = false;
    for (const part of [card.querySelector("details"), card.querySelector(".card-buttons")]) part.hidden = false;
    card.querySelector(".card-removed").hidden = true;
    number();
    card.querySelector("summary").focus();
    announce(`“${short(titleOf(card))}” stays.`);
  }

  function askForNew(before) {
    const headings = [...group.querySelectorAll("datalist option")].map((option) => option.value);
    if (!headings.length) {
      add(before, "");
      return;
    }
    const taken = new Set(staying().map((card) => input(card, "heading")?.value));
    const free = headings.filter((heading) => !taken.has(heading));
    ask({
      title: "Add a section",
      action: "Add",
      fields: [
        {
          name: "standard",
          label: "Heading",
          type: "select",
          options: [...free.map((heading) => [heading, heading]), ["", "A heading of my own"]],
          help: "Standard headings that this job description does not have yet. They are recognized in Word files too.",
        },
        { name: "own", label: "Or a heading of your own", help: "Used instead of the one above if you write something here." },
      ],
      check: ({ standard, own }) => ({ own: standard || own ? "" : "Write the heading.", ...(own.length > 200 ? { own: "Use at most 200 characters." } : {}) }),
      submit: ({ standard, own }) => add(before, own || standard),
    });
  }

  function add(before, heading) {
    const index = Number(total.value);
    if (most.value && cards().length >= Number(most.value)) {
      announce(`There are ${most.value} already. More cannot be added.`);
      return;
    }
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", index);
    const card = holder.content.firstElementChild;
    if (before) before.after(card);
    else list.append(card);
    total.value = index + 1;
    if (heading) input(card, "heading").value = heading;
    setUp(card);
    number();
    shown(card);
    const first = heading ? card.querySelector("[role=textbox]") : input(card, fields[0]);
    (first || card.querySelector("summary")).focus();
    card.scrollIntoView({ block: "nearest" });
    announce(heading ? `The section “${heading}” is added as number ${staying().indexOf(card) + 1}.` : `A ${noun} is added.`);
  }

  function footer() {
    const all = (open) => () => {
      for (const card of staying()) card.querySelector("details").open = open;
      announce(open ? "All are open." : "All are closed.");
    };
    return make(
      "div",
      { class: "cards-footer" },
      ...(may.add ? [make("button", { type: "button", class: "card-button", click: () => askForNew(staying().at(-1)) }, `Add a ${noun} at the end`)] : []),
      make("button", { type: "button", class: "card-button", click: all(true), "aria-label": `Open all: ${noun}s` }, "Open all"),
      make("button", { type: "button", class: "card-button", click: all(false), "aria-label": `Close all: ${noun}s` }, "Close all"),
    );
  }
}
