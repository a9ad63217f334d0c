// The search page of a copy of the site: shows what is found for ?q=, the page ?page= of it. The words on the page are
// those of templates/search.html.

import { excerpt } from "./excerpts.js";
import { Index, search } from "./ranking.js";

const PER_PAGE = 20;
const REACHABLE = 1000;

/** Return an element with attributes and contents: texts and other elements. */
function element(name, attributes = {}, ...contents) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...contents);
  return made;
}

const quoted = (words) => `“${words}”`;
const note = (text) => element("p", { class: "search-note" }, text);

function nothingToLookFor(answer) {
  const reason = answer.leftOut.length
    ? `The ${answer.leftOut.length === 1 ? "word" : "words"} ${answer.leftOut.map(quoted).join(", ")} ` +
      `${answer.leftOut.length === 1 ? "is" : "are"} in nearly every text. Add a word that says what you are looking ` +
      "for, such as network or attendance."
    : "The question has no word or number in it. Type a word such as network, or an index number such as 1.1.2.";
  return [element("h2", {}, "Nothing to look for"), element("p", {}, reason)];
}

async function result(index, entry, terms) {
  const item = element(
    "li",
    { class: "result" },
    element("h3", {}, element("a", { href: entry.link }, entry.title)),
    element(
      "p",
      { class: "result-context" },
      element("span", { class: "result-kind" }, entry.kind),
      entry.context ? ` · ${entry.context}` : "",
    ),
  );
  const parts = excerpt(await index.textOf(entry), terms);
  if (parts.length) {
    const words = parts.map(([text, isHit]) => (isHit ? element("mark", {}, text) : text));
    item.append(element("p", { class: "result-excerpt" }, ...words));
  }
  return item;
}

function nothingFound(answer, pages) {
  const [jobs, home] = pages;
  return [
    element("p", {}, `Nothing on this site has ${answer.query.includes(" ") ? "any of these words" : "this word"}. You could`),
    element(
      "ul",
      {},
      element("li", {}, "check the spelling, or try a shorter or a more common word, such as technician,"),
      element("li", {}, "look through ", element("a", { href: jobs }, "all job descriptions"), ","),
      element("li", {}, "or start from ", element("a", { href: home }, "the support models and their charts"), "."),
    ),
  ];
}

function otherPages(asked, page, pages) {
  const link = (number, rel, text) =>
    element("a", { href: `?${new URLSearchParams({ q: asked, page: number })}`, rel }, text);
  const nav = element("nav", { class: "pagination", "aria-label": "Pages of results" });
  if (page > 1) nav.append(link(page - 1, "prev", "Previous page"), " ");
  nav.append(element("span", {}, `Page ${page} of ${pages}`));
  if (page < pages) nav.append(" ", link(page + 1, "next", "Next page"));
  return nav;
}

async function shown(index, answer, asked, wanted, links) {
  const total = answer.found.length;
  const pages = Math.max(1, Math.ceil(Math.min(total, REACHABLE) / PER_PAGE));
  const page = Math.min(pages, Math.max(1, wanted));
  const first = (page - 1) * PER_PAGE;
  const counted = total === 1 ? "1 result" : `${total} results`;
  const heading = `${counted} for ${quoted(answer.query)}${pages > 1 ? `, page ${page} of ${pages}` : ""}`;
  const section = element(
    "section",
    { class: "results", "aria-labelledby": "results-heading" },
    element("h2", { id: "results-heading" }, heading),
    ...answer.corrected.map(([typed, meant]) =>
      note(`Nothing has the word ${quoted(typed)}, so ${quoted(meant)} was looked for instead.`),
    ),
  );
  if (answer.anyWord) section.append(note("Nothing has all of these words. These results have at least one of them."));
  if (total) {
    const entries = answer.found.slice(first, Math.min(first + PER_PAGE, REACHABLE));
    const items = await Promise.all(entries.map((entry) => result(index, entry, answer.terms)));
    section.append(element("ol", { start: first + 1 }, ...items));
  } else {
    section.append(...nothingFound(answer, links));
  }
  if (total > REACHABLE) {
    section.append(note(`Only the first ${REACHABLE} results can be paged through. Add a word to find fewer.`));
  }
  if (pages > 1) section.append(otherPages(asked, page, pages));
  return { heading, parts: [section] };
}

async function run() {
  const status = document.getElementById("search-status");
  const place = document.getElementById("search-results");
  const links = [...status.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  const parameters = new URLSearchParams(location.search);
  const asked = parameters.get("q") ?? "";
  // What the status says is read out when it changes, so that the number of results is heard.
  status.className = "visually-hidden";
  status.replaceChildren();
  if (!asked.trim()) return;
  document.getElementById("search-query").value = asked;
  document.getElementById("search-hint").remove();
  document.title = `Search: ${asked} - ${document.querySelector('meta[property="og:site_name"]').content}`;
  try {
    const index = await Index.at(new URL(place.dataset.index, location.href));
    const answer = await search(index, asked);
    const parts = answer.isCut ? [note("That is a long question: only its beginning was looked for.")] : [];
    if (!answer.query) {
      place.replaceChildren(...parts, ...nothingToLookFor(answer));
      status.textContent = "Nothing to look for";
      return;
    }
    const found = await shown(index, answer, asked, Number(parameters.get("page")) || 1, links);
    place.replaceChildren(...parts, ...found.parts);
    status.textContent = found.heading;
  } catch (error) {
    console.warn(error);
    status.className = "";
    status.textContent = "The search could not be loaded. Check the connection and load the page again.";
  }
}

run();
