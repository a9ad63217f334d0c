/* Making elements, and saying things to people who do not see them happen. */

let count = 0;

/** A new id for an element of this page. */
export function newId(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}

/** A new element: tag, attributes (true stands for an empty one, false and null for none), children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Say a sentence to screen readers. */
export function announce(text) {
  let region = document.getElementById("form-status");
  if (!region) {
    region = make("div", { id: "form-status", role: "status", class: "form-status" });
    document.body.append(region);
  }
  // The same sentence twice is said twice only if the text changes in between.
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50);
}
