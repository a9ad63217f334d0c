/* Keeps what is typed into a form and not saved, in this window of the browser (sessionStorage), and offers it back.

   It goes away when it is saved, thrown away, a day old, when its owner signs out, when somebody else signs in, and when
   the window is closed: computers are shared (docs/security.md). Passwords, codes and files are never kept. */

const PREFIX = "techsets-unsent:";
const OLDEST = 24 * 3600 * 1000;
const PAUSE = 400; // milliseconds after the last key

const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
const forget = (matches = () => true) => keys().filter(matches).forEach((key) => sessionStorage.removeItem(key));

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, entry) {
  try {
    sessionStorage.setItem(key, JSON.stringify(entry));
  } catch {
    // There is no room, or the browser keeps nothing: then there is only what stands in the form.
  }
}

const session = document.getElementById("session");
const ended = document.querySelector("[data-ended]");
if (ended && !ended.dataset.ended) forget(); // Signed out, rather than timed out.
document.getElementById("logout-form")?.addEventListener("submit", () => forget());

if (session) {
  const mine = `${PREFIX}${session.dataset.user}:`;
  const saved = document.querySelector("ul.messagelist li.success") !== null;
  forget((key) => {
    const entry = read(key);
    return !key.startsWith(mine) || !entry || Date.now() - entry.at > OLDEST || (entry.sent && saved);
  });
  for (const form of document.querySelectorAll("#content form[method=post][id]")) {
    const secret = form.querySelector("input[type=password], input[type=file], input[autocomplete=one-time-code]");
    if (!secret && form.querySelector("input[type=text], textarea")) keep(form, `${mine}${location.pathname}#${form.id}`);
  }
}

/* Pairs of name and value as the form would send them. */
function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
}

/* What a person typed: neither counts nor what the form had shown. */
function typed(fields) {
  const own = fields.filter(([name]) => !/^(loaded|seen_revision|revision|take-.*|.*_FORMS)$/.test(name));
  return JSON.stringify(own.map(([name, value]) => [name, value.replaceAll("\r\n", "\n").trim()]));
}

function keep(form, key) {
  // After other scripts have set the form up; they take empty rows away.
  const start = typed(fieldsOf(form));
  const hasFaults = form.querySelector(".faults, .conflict") !== null;
  const entry = read(key);
  if (entry && hasFaults) write(key, { ...entry, sent: false });
  else if (entry && typed(entry.fields) === start) sessionStorage.removeItem(key);
  else if (entry) offer(form, key, entry);
  let timer = 0;
  const note = () => {
    const fields = fieldsOf(form);
    if (typed(fields) === start && !hasFaults) sessionStorage.removeItem(key);
    else write(key, { at: Date.now(), fields });
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(note, PAUSE);
  });
  form.addEventListener("change", note);
  window.addEventListener("pagehide", () => clearTimeout(timer));
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    note();
    const now = read(key);
    if (now) write(key, { ...now, sent: true });
  });
}

function offer(form, key, entry) {
  const box = document.createElement("section");
  box.className = "unsent";
  box.setAttribute("aria-label", "Typed and not saved");
  const text = document.createElement("p");
  const when = new Date(entry.at).toLocaleString("en-US", { month: "long", day: "numeric", hour: "numeric", minute: "2-digit" });
  text.textContent = `On ${when} you typed something here that was not saved.`;
  const buttons = document.createElement("p");
  const button = (words, press) => {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "button";
    one.textContent = words;
    one.addEventListener("click", press);
    buttons.append(one);
  };
  button("Put it back", () => putBack(form, entry, box));
  button("Throw it away", () => {
    sessionStorage.removeItem(key);
    box.remove();
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  box.append(text, buttons);
  form.before(box);
}

/* The server shows the form as it was filled in, with all its rows and with what others have changed meanwhile. */
function putBack(form, entry, box) {
  if (!form.querySelector("input[name=loaded]")) {
    for (const [name, value] of entry.fields) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) field.checked = true;
      else if (field && "value" in field) field.value = value;
    }
    box.remove();
    form.querySelector("input[type=text], textarea")?.focus();
    return;
  }
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = location.pathname;
  sent.hidden = true;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of [...entry.fields, ["csrfmiddlewaretoken", token], ["_unsent", "yes"]]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    sent.append(field);
  }
  document.body.append(sent);
  sent.submit();
}
