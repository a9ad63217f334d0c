/* Sets up the form of a job description: its cards, the editors of open sections, the warning about unsaved changes. */
import { setUpCards } from "./cards.js";
import { start } from "./editor.js";
import { watch } from "./unsaved.js";

/* An editor is started when it is first seen: a closed section costs nothing. */
function startVisible(root) {
  for (const textarea of root.querySelectorAll("textarea[data-section-editor]")) {
    const folded = textarea.closest("details");
    if (!folded || folded.open) start(textarea);
  }
}

document.addEventListener("toggle", (event) => event.target.open && startVisible(event.target), true);
for (const group of document.querySelectorAll("[data-cards]")) setUpCards(group, startVisible);
startVisible(document);
const form = document.querySelector("form[id$='_form']");
if (form) watch(form);
