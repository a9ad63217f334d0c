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

/* A fault in a text leads to its editor, in whose favor the field is hidden. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".faults a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  const text = field?.hidden && document.getElementById(`${field.id}-text`);
  if (!text) return;
  event.preventDefault();
  text.focus();
  text.scrollIntoView({ block: "center" });
});
const form = document.querySelector("form[id$='_form']");
if (form) watch(form);
