// Filters of the list of job descriptions in a copy of the site, where no server answers them; the rules are those of
// orgcharts/catalogue.py.

const form = document.querySelector("form.filters");
const count = document.querySelector(".count");
const all = count.textContent;
const items = [...document.querySelectorAll(".entries > li")];
const none = document.createElement("p");
none.textContent = "No job description passes all of these filters. Take one filter off, or clear them all.";
none.hidden = true;
count.after(none);

/** Say whether a job description passes: one place in a chart has to pass all filters for charts. */
function passes(item, { model, maturity, level, group }) {
  const stands = item.dataset.stands.split(" ").filter(Boolean).map((place) => place.split("|"));
  const place = ([chart, itsMaturity, itsLevel]) =>
    (!model || chart === model) && (!maturity || itsMaturity === maturity) && (!level || itsLevel === level);
  return (!group || item.dataset.group === group) && (!(model || maturity || level) || stands.some(place));
}

function apply() {
  const chosen = Object.fromEntries(new FormData(form));
  const isNarrowed = Object.values(chosen).some(Boolean);
  let left = 0;
  for (const item of items) {
    item.hidden = !passes(item, chosen);
    if (!item.hidden) left += 1;
  }
  for (const section of document.querySelectorAll("section.letter")) {
    section.hidden = !section.querySelector(".entries > li:not([hidden])");
    const link = document.querySelector(`.letters a[href="#${section.getAttribute("aria-labelledby")}"]`);
    if (link) link.parentElement.hidden = section.hidden;
  }
  none.hidden = left > 0;
  count.textContent = isNarrowed ? `${left} of ${items.length} ${left === 1 ? "matches" : "match"}.` : all;
  if (isNarrowed) {
    const clear = document.createElement("a");
    clear.href = location.pathname;
    clear.textContent = "Clear filters";
    count.append(" ", clear);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, "", chosen.size ? `?${chosen}` : location.pathname);
  apply();
});
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements.namedItem(name);
  if (field && [...field.options].some((option) => option.value === value)) field.value = value;
}
form.hidden = false;
apply();
