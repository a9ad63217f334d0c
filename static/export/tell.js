/** Fill the parts of `place` by `told`; data-if="name", "!name" or "name=1" shows one, data-each repeats a template. */
export function tell(place, told) {
  for (const part of place.querySelectorAll("[data-if]")) {
    const [, not, name, value] = /^(!?)(\w+)=?(.*)$/.exec(part.dataset.if);
    const count = told[name]?.length ?? told[name];
    part.hidden = Boolean(value ? String(count) === value : count) === Boolean(not);
  }
  for (const part of place.querySelectorAll("[data-text]")) part.replaceChildren(...[told[part.dataset.text]].flat());
  for (const part of place.querySelectorAll("[data-href]")) part.href = told[part.dataset.href];
  for (const part of place.querySelectorAll("template")) {
    for (const one of told[part.dataset.each]) {
      part.before(part.content.cloneNode(true));
      tell(part.previousElementSibling, one);
    }
  }
}
