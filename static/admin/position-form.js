/* Forms of positions: rows that are added, ordered and removed, and search boxes that suggest while one types.
   Without this script the same forms have numbers for the order, a box to tick for removing, and search when sent. */

const RESULTS = 250; // milliseconds after the last key

/* Search boxes: the combobox pattern of the ARIA Authoring Practices Guide, with a list that is chosen from */

let count = 0;

function suggest(pick) {
  const input = pick.querySelector("input[type=text]");
  if (pick.dataset.ready || input.disabled) return;
  pick.dataset.ready = "yes";
  const [key, was] = ["id", "was"].map((end) => pick.querySelector(`input[name="${input.name}-${end}"]`));
  const list = document.createElement("ul");
  count += 1;
  list.id = `suggestions-${count}`;
  list.className = "pick-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "pick-told";
  status.setAttribute("role", "status");
  pick.append(list, status);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  let active = -1;
  let timer = 0;
  let asked = 0;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(index) {
    const options = [...list.children];
    if (!options.length) return;
    active = (index + options.length) % options.length;
    options.forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    const before = { title: pick.dataset.title ?? "" };
    input.value = was.value = option.dataset.label;
    key.value = option.dataset.pk;
    pick.dataset.title = option.dataset.title;
    status.textContent = "";
    pick.querySelector(".pick-matches")?.remove();
    close();
    // The title follows what was chosen, where the form says so, unless somebody has written another one.
    const { fills } = pick.dataset;
    const title = fills && pick.closest(".row, form")?.querySelector(`input[name$='-${fills}']`);
    if (title && (!title.value || title.value === before.title)) title.value = option.dataset.title;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function search() {
    const text = input.value.trim();
    const number = ++asked;
    if (!text) {
      close();
      status.textContent = "";
      return;
    }
    let found;
    try {
      const response = await fetch(`${pick.dataset.source}?q=${encodeURIComponent(text)}`, { credentials: "same-origin" });
      if (response.redirected || !response.ok) throw new Error("no answer");
      found = await response.json();
    } catch {
      close();
      status.textContent =
        "Suggestions cannot be shown just now; you may have been signed out. What you type is looked for when you save.";
      return;
    }
    if (number !== asked || document.activeElement !== input) return;
    list.replaceChildren(
      ...found.results.map((one, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = one.label;
        Object.assign(option.dataset, { pk: one.pk, label: one.label, title: one.title });
        return option;
      }),
    );
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !found.results.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    const many = found.results.length === 1 ? "1 suggestion." : `${found.results.length} suggestions.`;
    status.textContent = !found.results.length
      ? "Nothing matches. Try fewer or shorter words."
      : found.more
        ? `${many} ${found.more} more: type more to find them.`
        : many;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, RESULTS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) search();
      else activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      if (active >= 0) choose(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // The box keeps the focus.
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

/* Rows */

const statusLine = document.createElement("p");
statusLine.className = "visually-hidden";
statusLine.setAttribute("role", "status");
document.querySelector("#position_form, .placements-page")?.append(statusLine);

function button(text, hidden, does) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "second";
  one.textContent = text;
  const more = document.createElement("span");
  more.className = "visually-hidden";
  more.textContent = hidden;
  one.append(more);
  one.addEventListener("click", does);
  return one;
}

function manage(rows) {
  const { prefix, name } = rows.dataset;
  const template = rows.querySelector("template");
  if (!template) return;
  const total = document.querySelector(`input[name="${prefix}-TOTAL_FORMS"]`);
  const shown = () => [...rows.querySelectorAll(":scope > .row:not([hidden])")];
  const nameOf = (row) => row.querySelector("input[type=text]")?.value || name;

  function number() {
    shown().forEach((row, at, all) => {
      row.querySelector(".row-number").textContent = at + 1;
      row.querySelector("input[name$='-ORDER']").value = at + 1;
      row.querySelector(".row-up").disabled = at === 0;
      row.querySelector(".row-down").disabled = at === all.length - 1;
    });
  }

  function shift(row, by) {
    const all = shown();
    const other = all[all.indexOf(row) + by];
    if (!other) return;
    if (by < 0) other.before(row);
    else other.after(row);
    number();
    const wanted = row.querySelector(by < 0 ? ".row-up" : ".row-down");
    (wanted.disabled ? row.querySelector(by < 0 ? ".row-down" : ".row-up") : wanted).focus();
    statusLine.textContent = `${nameOf(row)} is number ${shown().indexOf(row) + 1} now.`;
  }

  function remove(row) {
    const all = shown();
    const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
    statusLine.textContent = `${nameOf(row)} is removed when you save.`;
    row.querySelector("input[name$='-DELETE']").checked = true;
    row.hidden = true;
    number();
    (next?.querySelector("input[type=text]") ?? add).focus();
  }

  function equip(row) {
    row.querySelector(".row-order").hidden = true;
    row.querySelector(".row-remove").hidden = true;
    const which = ` ${name.toLowerCase()}`;
    const up = button("Up", `: move this${which} up`, () => shift(row, -1));
    const down = button("Down", `: move this${which} down`, () => shift(row, 1));
    const gone = button("Remove", ` this${which}`, () => remove(row));
    up.classList.add("row-up");
    down.classList.add("row-down");
    row.querySelector(".row-place").append(up, down, gone);
    row.querySelectorAll(".pick").forEach(suggest);
  }

  const add = button(rows.dataset.add, "", () => {
    const at = total.value;
    const row = template.content.firstElementChild.cloneNode(true);
    for (const one of row.querySelectorAll("*")) {
      for (const attribute of [...one.attributes]) {
        if (attribute.value.includes("__prefix__")) one.setAttribute(attribute.name, attribute.value.replaceAll("__prefix__", at));
      }
    }
    total.value = Number(at) + 1;
    add.before(row);
    equip(row);
    number();
    row.querySelector("input[type=text]").focus();
  });

  // A row that was added and left empty is no mistake.
  rows.closest("form").addEventListener("submit", () => {
    for (const row of shown()) {
      const isEmpty = [...row.querySelectorAll("input[type=text]")].every((input) => !input.value.trim());
      if (row.classList.contains("row-new") && isEmpty) row.querySelector("input[name$='-DELETE']").checked = true;
    }
  });

  for (const row of shown().reverse()) {
    const isEmpty = [...row.querySelectorAll("input[type=text]")].every((input) => !input.value);
    const isLast = row.querySelector(`[name^="${prefix}-${total.value - 1}-"]`);
    if (row.classList.contains("row-new") && isEmpty && isLast && !row.querySelector(".errorlist")) {
      row.remove(); // A row for those without this script.
      total.value = Number(total.value) - 1;
    } else {
      equip(row);
    }
  }
  rows.append(add);
  number();
}

document.querySelectorAll(".rows").forEach(manage);
document.querySelectorAll(".pick").forEach(suggest);
