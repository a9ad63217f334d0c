/* Asks before a page with unsaved changes is left. */

/** Watch a form: from the first change until it is sent, leaving the page is asked about. */
export function watch(form) {
  // What comes back with errors is not saved either.
  let unsaved = Boolean(document.querySelector(".errornote, .conflict"));
  const changed = () => (unsaved = true);
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => (unsaved = false));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
