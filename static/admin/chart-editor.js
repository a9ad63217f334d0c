/* The tree of a chart, changed in place. Everything here also works without this script, by the same pages: the script
   asks for them without the admin's frame, shows steps in a dialog, and puts the new tree in place of the old one. */

import { planOf, placesOf, sentence } from "./chart-moves.js";

const page = document.querySelector(".tree-page");
const editor = () => document.getElementById("chart-editor");
// Steps alone: the form of a position, /position/7/change/, is a page of its own.
const STEP = /\/orgchart\/\d+\/position\/\d+\/[a-z]+\/$/;

/* Messages, seen and heard */

const foot = document.createElement("div");
foot.className = "tree-said";
foot.innerHTML =
  '<p role="status"></p><p role="alert" class="tree-said-error"></p><button type="button" hidden>Undo</button>';
page.append(foot);
const [statusLine, errorLine, undo] = foot.children;

function say(text, { isError = false, canUndo = false } = {}) {
  statusLine.textContent = isError ? "" : text;
  errorLine.textContent = isError ? text : "";
  undo.hidden = !canUndo;
}

/** The button that undoes the last change is above the tree; what was just done can be undone here, too. */
const undoForm = () => document.querySelector(".undo-last");
undo.addEventListener("click", () => undoForm()?.requestSubmit());

/* Asking the server */

class Problem extends Error {
  constructor(text, signIn = "") {
    super(text);
    this.signIn = signIn;
  }
}

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

async function ask(address, data = null, again = false) {
  let response;
  try {
    response = await fetch(address, {
      method: data ? "POST" : "GET",
      body: data,
      headers: { "X-Requested-With": "fetch" },
      credentials: "same-origin",
    });
  } catch {
    throw new Problem("The site cannot be reached. Nothing was changed. Check your connection, then try again.");
  }
  if (response.status === 403 && data && !again) {
    // After signing in anew, the form's token is an old one: take the present one and try once more.
    const fresh = await ask(location.pathname);
    const present = fresh.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (present) {
      data.set("csrfmiddlewaretoken", present);
      return ask(address, data, true);
    }
  }
  if (response.status === 403) throw new Problem("You may not do this. Ask an administrator if you should.");
  if (response.status === 503 || response.status === 507) {
    // The page says why nothing can be saved; here there is room for that sentence.
    const outage = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#trouble");
    if (outage) throw new Problem(`${outage.textContent.trim()} Try again later.`);
  }
  if (!response.ok) {
    throw new Problem(`This did not work (answer ${response.status}). Load the page again to see how the chart is now.`);
  }
  const found = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!found.querySelector("#chart-editor, .step")) {
    const address = new URL(response.url);
    throw new Problem(
      "You have been signed out. Nothing was changed, and what you typed is still here.",
      `${address.pathname}?next=${encodeURIComponent(location.pathname)}`,
    );
  }
  return found;
}

/* The dialog in which steps are shown */

const dialog = document.createElement("dialog");
dialog.className = "step-dialog";
dialog.setAttribute("aria-labelledby", "step-title");
dialog.innerHTML =
  '<div class="step-head"><h2 id="step-title" tabindex="-1"></h2><button type="button" class="step-close">Close</button></div>' +
  '<div class="errornote step-problem" role="alert" hidden></div><div class="step-body"></div>';
document.body.append(dialog);
const [title, problem, body] = ["#step-title", ".step-problem", ".step-body"].map((name) => dialog.querySelector(name));
let openedFrom = null;
let busy = false;

dialog.querySelector(".step-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => {
  body.replaceChildren();
  if (openedFrom !== null) focusOn(openedFrom);
  openedFrom = null;
});

function tellProblem(error) {
  if (!(error instanceof Problem)) throw error;
  if (!dialog.open) {
    title.textContent = "This did not work";
    body.replaceChildren();
    dialog.showModal();
  }
  problem.textContent = error.message;
  if (error.signIn) {
    const link = document.createElement("a");
    link.href = error.signIn;
    link.target = "_blank";
    link.textContent = "Sign in (opens a new tab)";
    problem.append(" ", link, ", then come back and try again.");
  }
  problem.hidden = false;
}

function show(found, wasUndo = false) {
  problem.hidden = true;
  const tree = found.querySelector("#chart-editor");
  if (tree) {
    replaceTree(found, tree, wasUndo);
    return;
  }
  title.textContent = found.querySelector("h1").textContent;
  body.replaceChildren(document.adoptNode(found.querySelector(".step")));
  if (!dialog.open) dialog.showModal();
  const first = body.querySelector(".faults") ?? body.querySelector("input:not([type=hidden]):not([type=radio]), select");
  (first ?? title).focus();
  if (first?.type === "text") first.select();
}

async function go(address, data = null, from = null, wasUndo = false) {
  if (busy) return;
  busy = true;
  dialog.setAttribute("aria-busy", "true");
  if (from !== null) openedFrom = from;
  try {
    show(await ask(address, data), wasUndo);
  } catch (error) {
    tellProblem(error);
  } finally {
    busy = false;
    dialog.removeAttribute("aria-busy");
  }
}

/* The tree itself */

const item = (pk) => document.getElementById(`p${pk}`);

function reveal(position) {
  for (let at = position.parentElement.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
}

function focusOn(pk) {
  const position = item(pk);
  if (!position) return;
  reveal(position);
  (position.querySelector(".pos-actions a") ?? position.querySelector("a"))?.focus();
}

function replaceTree(found, tree, wasUndo = false) {
  const open = new Map();
  for (const one of document.querySelectorAll(".pos > details")) open.set(one.parentElement.id, one.open);
  const find = document.getElementById("find")?.value ?? "";
  const from = openedFrom;
  openedFrom = null;
  editor().replaceWith(document.adoptNode(tree));
  for (const one of document.querySelectorAll(".pos > details")) {
    const before = open.get(one.parentElement.id);
    if (before !== undefined) one.open = before;
  }
  replaceTexts(found);
  // Publishing a chart, and undoing that, changes the status and the links above the tree.
  const status = found.querySelector(".tree-status");
  if (status) document.querySelector(".tree-status")?.replaceWith(document.adoptNode(status));
  prepare();
  if (find) {
    document.getElementById("find").value = find;
    filter();
  }
  if (dialog.open) dialog.close();
  const messages = [...found.querySelectorAll(".messagelist li")];
  const text = messages.map((one) => one.textContent.trim()).join(" ");
  const at = tree.dataset.at || from;
  if (at && item(at)) {
    item(at).hidden = false;
    reveal(item(at));
    item(at).classList.add("pos-at");
    focusOn(at);
    item(at).querySelector(".pos-box").scrollIntoView({ block: "nearest" });
  } else {
    (editor().querySelector(".faults") ?? document.querySelector(".undo button"))?.focus();
  }
  document.querySelector(".content > .messagelist")?.remove();
  const has = (kind) => messages.some((one) => one.classList.contains(kind));
  say(text, { isError: has("error"), canUndo: has("success") && !wasUndo && undoForm() !== null });
}

/** The chart's own form gets the new revision, unless somebody is writing in it: then saving it has to be looked at. */
function replaceTexts(found) {
  const [old, fresh] = [document.getElementById("chart-texts"), found.querySelector("#chart-texts")];
  if (!old || !fresh) return;
  const fields = [...old.querySelectorAll("input:not([type=hidden]), textarea")];
  if (fields.some((field) => field.value !== field.defaultValue)) return;
  const wasOpen = old.querySelector("details").open;
  old.replaceWith(document.adoptNode(fresh));
  document.querySelector("#chart-texts details").open = wasOpen;
}

function prepare() {
  document.getElementById("tree-hint")?.removeAttribute("hidden");
  document.getElementById("tree-size")?.setAttribute("role", "status");
  for (const handle of document.querySelectorAll(".pos-move")) {
    handle.setAttribute("role", "button");
    handle.draggable = false;
  }
}

/* Finding a position */

function filter() {
  const words = document.getElementById("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  const positions = [...document.querySelectorAll(".tree .pos")];
  const shown = new Set();
  let hits = 0;
  for (const position of positions) {
    const text = position.querySelector(".pos-said").textContent.toLowerCase();
    const hit = words.length > 0 && words.every((word) => text.includes(word));
    position.querySelector(".pos-box").classList.toggle("pos-hit", hit);
    if (!hit) continue;
    hits += 1;
    for (let at = position; at && !shown.has(at); at = at.parentElement.closest(".pos")) shown.add(at);
  }
  for (const position of positions) position.hidden = hits > 0 && !shown.has(position);
  if (hits) {
    for (const position of shown) {
      const details = position.querySelector(":scope > details");
      if (details && [...details.querySelectorAll(".pos")].some((one) => shown.has(one))) details.open = true;
    }
  }
  const all = positions.length === 1 ? "One position." : `${positions.length} positions.`;
  document.getElementById("tree-size").textContent = !words.length
    ? all
    : hits
      ? `${hits} of ${positions.length} positions match. The others are hidden.`
      : "No position matches. All are shown. Try fewer or shorter words, or an index number.";
}

page.addEventListener("input", (event) => {
  if (event.target.id === "find") filter();
});

/* Links and forms */

const pkOf = (element) => element.closest(".pos")?.dataset.pk ?? null;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const inside = dialog.contains(link);
  if (!inside && !editor()?.contains(link)) return;
  if (inside && link.classList.contains("step-cancel")) {
    event.preventDefault();
    dialog.close();
  } else if (STEP.test(new URL(link.href).pathname)) {
    event.preventDefault();
    if (link.classList.contains("pos-move") && event.detail === 0) pickUp(link);
    else if (!picked) go(link.href, null, inside ? null : pkOf(link));
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!dialog.contains(form) && !editor()?.contains(form)) return;
  event.preventDefault();
  if (form.classList.contains("tree-find")) {
    filter();
    return;
  }
  go(form.action, new FormData(form, event.submitter), null, form.closest(".undo") !== null);
});

/** Ask what a move would change; the answer is the dialog with the index numbers. */
function plan(position, { how, target }) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", token());
  data.set("how", how);
  data.set("target", target.dataset.pk);
  go(position.querySelector(".pos-move").href, data, position.dataset.pk);
}

/* Moving by keyboard */

let picked = null; // { handle, position, home, place }

function pickUp(handle) {
  if (picked) return;
  const position = handle.closest(".pos");
  const places = placesOf(position);
  picked = { handle, position, places, home: places.home(), place: places.home() };
  handle.setAttribute("aria-pressed", "true");
  position.classList.add("pos-picked");
  const name = position.querySelector(".pos-title a").textContent;
  say(`Picked up ${name}. Up and Down change the place, Left goes outward, Right inward, Enter drops it, Escape cancels.`);
}

function putDown() {
  picked.handle.removeAttribute("aria-pressed");
  picked.position.classList.remove("pos-picked");
  picked.places.unmark();
  picked = null;
}

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.(".pos-move");
  if (event.key === "Escape" && drag) {
    endDrag(false);
    return;
  }
  if (!handle || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!picked) {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      pickUp(handle);
    }
    return;
  }
  const { places, position, home } = picked;
  const turns = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "outward", ArrowRight: "inward" };
  if (event.key in turns) {
    event.preventDefault();
    const next = places[turns[event.key]](picked.place);
    if (!next) {
      say({ up: "This is the first place.", down: "This is the last place.", outward: "There is no level further out.", inward: "There is no position right before it to go below." }[turns[event.key]]);
      return;
    }
    picked.place = next;
    places.mark(next);
    say(sentence(position, next, places));
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    const place = picked.place;
    const stays = place.parent === home.parent && place.index === home.index;
    putDown();
    if (stays) say("Dropped where it was. Nothing has changed.");
    else plan(position, planOf(place, places));
  } else if (event.key === "Escape") {
    event.preventDefault();
    putDown();
    say("Cancelled. Nothing has changed.");
  } else if (event.key !== "Tab" && event.key !== "Shift") {
    event.preventDefault();
  }
});

document.addEventListener("focusout", (event) => {
  if (picked && event.target === picked.handle) {
    putDown();
    say("Cancelled. Nothing has changed.");
  }
});

/* Moving by mouse, finger or pen */

let drag = null; // { handle, position, x, y, begun, mark, drop }
const FAR = 6;

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".pos-move")) event.preventDefault();
});

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.(".pos-move");
  if (!handle || event.button !== 0 || busy || picked || drag) return;
  drag = { handle, position: handle.closest(".pos"), x: event.clientX, y: event.clientY, id: event.pointerId };
  handle.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  if (!drag.begun) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    beginDrag();
  }
  [drag.x, drag.y] = [event.clientX, event.clientY];
  aim();
});

document.addEventListener("pointerup", (event) => {
  if (drag && event.pointerId === drag.id) endDrag(true);
});
document.addEventListener("pointercancel", () => drag && endDrag(false));

function beginDrag() {
  drag.begun = true;
  drag.position.classList.add("pos-dragged");
  document.documentElement.classList.add("is-dragging");
  drag.mark = document.createElement("div");
  drag.mark.className = "drop-mark";
  drag.mark.hidden = true;
  document.body.append(drag.mark);
  requestAnimationFrame(scrollAlong);
}

function scrollAlong() {
  if (!drag) return;
  const edge = 70;
  const [above, below] = [edge - drag.y, drag.y - (innerHeight - edge)];
  const by = above > 0 ? -above / 4 : below > 0 ? below / 4 : 0;
  if (by) {
    scrollBy(0, by);
    aim();
  }
  requestAnimationFrame(scrollAlong);
}

/** Find where a drop would put the position, and mark it. */
function aim() {
  const box = document.elementFromPoint(drag.x, drag.y)?.closest(".pos-box, summary");
  const over = box?.closest(".pos");
  drag.box?.classList.remove("drop-below");
  if (!over || !editor().contains(over) || drag.position.contains(over)) {
    drag.drop = null;
    drag.mark.hidden = true;
    const stays = "Dropped here, it would stay where it is.";
    if (statusLine.textContent !== stays) say(stays);
    return;
  }
  unfoldSoon(over);
  const own = over.querySelector(".pos-box");
  const area = own.getBoundingClientRect();
  const part = (drag.y - area.top) / area.height;
  const isHead = !over.parentElement.closest(".pos");
  const first = over.querySelector(":scope > details[open] > ul > .pos:not([hidden]):not(.pos-dragged)");
  let how = "below";
  let target = over;
  if (box.matches("summary")) how = "below";
  else if (!isHead && part < 0.3) how = "before";
  else if (part > 0.7 && first) [how, target] = ["before", first];
  else if (!isHead && part > 0.7) how = "after";
  drag.drop = { how, target };
  drag.box = target.querySelector(".pos-box");
  const rect = drag.box.getBoundingClientRect();
  drag.box.classList.toggle("drop-below", how === "below");
  drag.mark.hidden = how === "below";
  drag.mark.style.left = `${rect.left + scrollX}px`;
  drag.mark.style.width = `${rect.width}px`;
  drag.mark.style.top = `${(how === "before" ? rect.top - 4 : rect.bottom + 1) + scrollY}px`;
  const name = drag.position.querySelector(".pos-title a").textContent;
  const text = `${name}, ${how} ${target.querySelector(".pos-title").textContent}`;
  if (statusLine.textContent !== text) say(text);
}

function unfoldSoon(over) {
  if (drag.over === over) return;
  drag.over = over;
  clearTimeout(drag.timer);
  const details = over.querySelector(":scope > details:not([open])");
  if (details) drag.timer = setTimeout(() => drag?.over === over && (details.open = true), 700);
}

function endDrag(dropped) {
  const { begun, handle, position, drop, mark, box, timer, id } = drag;
  drag = null;
  clearTimeout(timer);
  if (handle.hasPointerCapture(id)) handle.releasePointerCapture(id);
  if (!begun) return;
  // The click that follows a drop is no wish to open the form.
  const swallow = (event) => event.preventDefault();
  addEventListener("click", swallow, { capture: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
  mark.remove();
  box?.classList.remove("drop-below");
  position.classList.remove("pos-dragged");
  document.documentElement.classList.remove("is-dragging");
  if (dropped && drop) plan(position, drop);
  else say("Cancelled. Nothing has changed.");
}

prepare();
const at = editor().dataset.at;
if (at && item(at)) {
  reveal(item(at));
  item(at).classList.add("pos-at");
  if (!location.hash) item(at).scrollIntoView({ block: "center" });
}
