// Filters of the list of job descriptions in a copy of the site, for ?model= and so on, as in orgcharts/catalogue.py.
import { tell } from "./tell.js";
const form = document.querySelector("form.filters");
const asked = new URLSearchParams(location.search);
for (const select of form.querySelectorAll("select")) {
  select.selectedIndex = Math.max(0, [...select.options].findIndex(({ value }) => value === asked.get(select.name)));
}
const wanted = (names) => names.map((name) => form.elements[name].value);
const own = wanted(["group", "flsa", "soc", "figure", "added"]);
const place = wanted(["model", "maturity", "level"]);
const fits = (wanted, values) => wanted.every((it, at) => !it || it === values[at]);

/** Say whether a job description passes: one of its places in charts has to pass all filters for charts. */
function passes({ dataset }) {
  const places = dataset.stands.split(" ").map((one) => one.split("|"));
  return fits(own, dataset.own.split("|")) && places.some((one) => fits(place, one));
}

form.hidden = false;
if ([...own, ...place].some(Boolean)) {
  const items = [...document.querySelectorAll(".entries > li")];
  for (const item of items) item.hidden = !passes(item);
  for (const link of document.querySelectorAll(".letters a")) {
    link.parentElement.hidden = !document.querySelector(`.letter:has(${link.hash}) .entries > li:not([hidden])`);
  }
  tell(document.body, { left: items.filter((item) => !item.hidden).length, isNarrowed: true });
}
