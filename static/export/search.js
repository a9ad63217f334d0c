// The search page of a copy of the site: shows what is found for ?q=, the page ?page= of it.
import { excerpt } from "./excerpts.js";
import { load, search } from "./find.js";
import { tell } from "./tell.js";
const PER_PAGE = 20;
const parameters = new URLSearchParams(location.search);
const question = parameters.get("q") ?? "";
const status = document.getElementById("search-status");
const results = document.getElementById("search-results");
const index = new URL(results.dataset.index, location.href);

async function show() {
  const { hits, asked, ...answer } = await search(index, question);
  const pages = Math.max(1, Math.ceil(hits.length / PER_PAGE));
  const page = Math.min(pages, Math.max(1, Number(parameters.get("page")) || 1));
  const link = (to) => to > 0 && to <= pages && `?${new URLSearchParams({ q: asked, page: to })}`;
  const mark = (words) => Object.assign(document.createElement("mark"), { textContent: words });
  const withExcerpt = async (hit) => {
    const pieces = excerpt(await load(new URL(hit.text, index), "text"), answer.terms);
    return { ...hit, excerpt: pieces.join("") && pieces.map((words, place) => (place % 2 ? mark(words) : words)) };
  };
  const shown = await Promise.all(hits.slice((page - 1) * PER_PAGE, page * PER_PAGE).map(withExcerpt));
  const told = { ...answer, hits: shown, total: hits.length, leftOutWords: answer.leftOut.join("”, “"), page, pages };
  tell(results, { ...told, previous: link(page - 1), next: link(page + 1) });
  results.querySelector("ol").start = (page - 1) * PER_PAGE + 1;
  status.textContent = results.querySelector(answer.query ? ".results h2" : "h2").innerText;
}

// What the status says is read out when it changes, so that the number of results is heard.
Object.assign(status, { className: "visually-hidden", textContent: "" });
if (question.trim()) {
  document.getElementById("search-query").value = question;
  document.title = `Search: ${question} - ${document.querySelector('meta[property="og:site_name"]').content}`;
  const failed = "The search could not be loaded. Check the connection and load the page again.";
  show().catch(() => Object.assign(status, { className: "", textContent: failed }));
}
