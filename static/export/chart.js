// Finding a position in a chart in a copy of the site, where no server does it; the rules are those of
// orgcharts/drawing/html_chart.py.

const form = document.querySelector("form.chart-find");
const field = form.elements.namedItem("find");
const chart = document.querySelector("ul.chart");
const nodes = [...chart.querySelectorAll("li.node")];
const before = chart.cloneNode(true);
const status = document.createElement("p");
status.className = "chart-status";
status.setAttribute("role", "status");
form.after(status);

const textOf = (node) =>
  [...node.querySelectorAll(":scope > .box > .box-title a, :scope > .box > .box-jobs a")]
    .map((link) => link.textContent)
    .join(" ")
    .toLowerCase();

/** Draw what matches and all positions above it, as an outline; return how many match. */
function draw(words) {
  const hits = nodes.filter((node) => words.every((word) => textOf(node).includes(word)));
  if (!hits.length) return 0;
  const drawn = new Set(hits);
  for (const hit of hits) {
    for (let above = hit.parentElement.closest("li.node"); above; above = above.parentElement.closest("li.node")) {
      drawn.add(above);
    }
  }
  chart.classList.replace("chart-rows", "chart-stack");
  chart.querySelector(".chart-second")?.remove();
  for (const row of chart.querySelectorAll("ul.row")) row.className = "stack";
  for (const hit of hits) {
    const mark = document.createElement("p");
    mark.className = "box-match";
    mark.textContent = "Match";
    const box = hit.querySelector(":scope > .box");
    box.classList.add("box-hit");
    box.prepend(mark);
  }
  for (const node of nodes) {
    const branch = node.querySelector(":scope > details");
    if (!branch) continue;
    branch.classList.remove("to-row");
    const below = [...branch.querySelectorAll(":scope > ul > li.node")];
    const hidden = below.filter((one) => !drawn.has(one));
    // Below what matches nothing is left out: its branch is folded.
    branch.open = hidden.length < below.length;
    if (!branch.open) continue;
    for (const one of hidden) one.remove();
    if (hidden.length) {
      const rest = document.createElement("li");
      rest.className = "node left-out";
      rest.textContent = `${hidden.length} more ${hidden.length === 1 ? "position" : "positions"} not shown`;
      branch.querySelector(":scope > ul").append(rest);
    }
  }
  return hits.length;
}

function restore() {
  chart.className = before.className;
  chart.replaceChildren(...before.cloneNode(true).children);
  nodes.splice(0, nodes.length, ...chart.querySelectorAll("li.node"));
}

function find() {
  restore();
  const text = field.value.trim().slice(0, 100);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) {
    status.replaceChildren();
    return;
  }
  const count = draw(words);
  if (!count) {
    status.textContent =
      `No position in this chart matches “${text}”. The whole chart is shown. Try fewer or shorter words, or an index ` +
      "number such as 1.2.";
    return;
  }
  status.textContent =
    count === 1
      ? `One position matches “${text}”. It is marked “Match” and shown with all positions above it. `
      : `${count} positions match “${text}”. Each is marked “Match” and shown with all positions above it. `;
  const whole = document.createElement("a");
  whole.href = `${location.pathname}#chart`;
  whole.textContent = "Show the whole chart";
  whole.addEventListener("click", (event) => {
    event.preventDefault();
    field.value = "";
    find();
    field.focus();
  });
  status.append(whole);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  find();
});
field.value = new URLSearchParams(location.search).get("find") ?? "";
form.hidden = false;
if (field.value) find();
