/* Warns before a session ends, and offers to go on (WCAG 2.2, 2.2.1). Typing counts as doing something.
   Without this script a form that was sent too late is kept on the server until its owner has signed in again. */

const place = document.getElementById("session");
const { address } = place.dataset;
const WARN = 300; // Seconds before the end: time enough to read, and to press a button.
const EVERY = 15; // Seconds between two looks at the clock.
const PAUSE = 60; // Typing is told to the server at most once in so many seconds.
let endsAt = Date.now() + Number(place.dataset.seconds) * 1000;
let toldAt = Date.now();
let put = "";
let dialog = null;

const left = () => Math.round((endsAt - Date.now()) / 1000);

/** Ask how long the session lasts; with `extend`, say that somebody is at work. Other windows may have done so. */
async function ask(extend = false) {
  const body = new FormData();
  if (extend) body.set("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]").value);
  const options = extend ? { method: "POST", body } : {};
  try {
    const answer = await fetch(address, { credentials: "same-origin", ...options });
    if (!answer.ok) return null;
    const told = await answer.json();
    endsAt = Date.now() + told.seconds * 1000;
    return told;
  } catch {
    return null; // The site cannot be reached; the clock goes on.
  }
}

document.addEventListener("input", () => {
  if (Date.now() - toldAt < PAUSE * 1000) return;
  toldAt = Date.now();
  ask(true);
});

function say(heading, text, button, press) {
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "session-dialog";
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "session-heading");
    dialog.setAttribute("aria-describedby", "session-text");
    dialog.innerHTML = '<h2 id="session-heading"></h2><p id="session-text" aria-live="assertive"></p><p><button type="button" class="button default"></button></p>';
    document.body.append(dialog);
  }
  if (put !== heading + text) {
    put = heading + text;
    dialog.querySelector("h2").textContent = heading;
    dialog.querySelector("#session-text").textContent = text;
  }
  const pressed = dialog.querySelector("button");
  pressed.textContent = button;
  pressed.onclick = press;
  dialog.oncancel = press; // Escape does the same.
  if (!dialog.open) dialog.showModal();
}

function close() {
  dialog?.close();
  put = "";
}

const minutes = (seconds) => (seconds >= 90 ? `${Math.round(seconds / 60)} minutes` : seconds > 45 ? "one minute" : "less than a minute");

let heard = 0; // What was answered to; it is said again only when it changes.

async function look() {
  if (left() > WARN) return;
  const told = await ask();
  const seconds = left();
  if (seconds > WARN) {
    close();
  } else if (told && !told.seconds) {
    if (heard === 2) return;
    say(
      "You are signed out",
      "What you typed is still here, and kept in this window. When you save, you are asked to sign in, and find it again.",
      "Go on",
      () => ((heard = 2), close()),
    );
  } else if (told?.extendable) {
    say(
      "Are you still there?",
      `You will be signed out in ${minutes(seconds)}, because nothing has been done here for a while.`,
      "Stay signed in",
      async () => {
        close();
        await ask(true);
      },
    );
  } else if (seconds > 0 && heard !== 1) {
    say(
      "Your session ends soon",
      `You will be signed out in ${minutes(seconds)}, because of the time since you signed in. Save what you are working on, then sign in again.`,
      "Go on",
      () => ((heard = 1), close()),
    );
  }
}

setInterval(look, EVERY * 1000);
look();
