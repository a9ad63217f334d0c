// Finding a position in a chart in a copy of the site, for ?find=: the rules of orgcharts/drawing/html_chart.py.
import { tell } from "./tell.js";
const form = document.querySelector("form.chart-find");
const chart = document.querySelector("ul.chart");
const find = (new URLSearchParams(location.search).get("find") ?? "").trim().slice(0, 100);

function matches(box) {
  const texts = Array.from(box.querySelectorAll(".box-title a, .box-jobs a"), (link) => link.textContent.toLowerCase());
  return find.toLowerCase().split(/\s+/).every((word) => texts.join(" ").includes(word));
}

/** Mark `boxes`, and leave only them and all positions above, as an outline. */
function outline(boxes) {
  for (const box of boxes) {
    box.classList.add("box-hit");
    box.insertAdjacentHTML("afterbegin", '<p class="box-match">Match</p>');
  }
  chart.classList.replace("chart-rows", "chart-stack");
  chart.querySelector(".chart-second")?.remove();
  for (const row of chart.querySelectorAll(".row")) row.className = "stack";
  for (const branch of chart.querySelectorAll("details")) {
    const list = branch.lastElementChild;
    const others = [...list.children].filter((node) => !node.querySelector(".box-hit"));
    branch.classList.remove("to-row");
    branch.open = others.length < list.children.length; // Where nothing below matches, nothing is left out, but folded.
    if (!branch.open || !others.length) continue;
    others.forEach((node) => node.remove());
    const leftOut = `${others.length} more ${others.length === 1 ? "position" : "positions"} not shown`;
    list.insertAdjacentHTML("beforeend", `<li class="node left-out">${leftOut}</li>`);
  }
}

form.hidden = false;
form.elements.find.value = find;
const boxes = [...chart.querySelectorAll(".box")].filter(matches);
if (find) tell(form.parentElement, { find, count: boxes.length });
if (find && boxes.length) outline(boxes);
