/* The places to which a position can move, as the tree on the page shows them. A place is a parent (`parent`) and the
   0-based index among its children without the moving position (`index`). */

const kidsOf = (position) => [...position.querySelectorAll(":scope > details > ul > .pos")];
const aboveOf = (position) => position.parentElement.closest(".pos");
const titleOf = (position) => position.querySelector(".pos-title a").textContent;

/** Return the places for `moving`: where it is now, and how to get from one place to the next. */
export function placesOf(moving) {
  const others = (position) => kidsOf(position).filter((one) => one !== moving);
  const indexOf = (position) => others(aboveOf(position)).indexOf(position);
  const head = moving.closest(".tree").querySelector(".pos");
  let mark = null;

  /** Return all places in page order, except those in folded branches and below positions without children. */
  function inOrder() {
    const found = [];
    const walk = (position) => {
      const kids = others(position);
      kids.forEach((kid, index) => {
        found.push({ parent: position, index });
        if (others(kid).length && kid.querySelector(":scope > details").open) walk(kid);
      });
      found.push({ parent: position, index: kids.length });
    };
    walk(head);
    return found;
  }

  function step(place, by) {
    const all = inOrder();
    const at = all.findIndex((one) => one.parent === place.parent && one.index === place.index);
    if (at >= 0) return all[at + by];
    // Below a single position, or in a branch that has been folded: go on beside it.
    return { parent: aboveOf(place.parent), index: indexOf(place.parent) + (by > 0 ? 1 : 0) };
  }

  const places = {
    others,
    home: () => ({ parent: aboveOf(moving), index: kidsOf(aboveOf(moving)).indexOf(moving) }),
    up: (place) => step(place, -1),
    down: (place) => step(place, 1),
    outward: ({ parent }) => aboveOf(parent) && { parent: aboveOf(parent), index: indexOf(parent) + 1 },
    inward({ parent, index }) {
      const before = others(parent)[index - 1];
      if (!before) return null;
      const details = before.querySelector(":scope > details");
      if (details) details.open = true;
      return { parent: before, index: others(before).length };
    },
    /** The index number of a position as it would be without the moving one. */
    numberOf(position) {
      const parts = [];
      for (let at = position; at !== head; at = aboveOf(at)) parts.unshift(indexOf(at) + 1);
      return [1, ...parts].join(".");
    },
    mark(place) {
      places.unmark();
      mark = document.createElement("li");
      mark.className = "tree-mark";
      mark.setAttribute("aria-hidden", "true");
      mark.textContent = `${places.numberOf(place.parent)}.${place.index + 1} here`;
      let list = place.parent.querySelector(":scope > details > ul");
      if (!list) {
        list = document.createElement("ul");
        list.className = "tree-mark-list";
        place.parent.append(list);
      }
      list.insertBefore(mark, others(place.parent)[place.index] ?? null);
      mark.scrollIntoView({ block: "nearest" });
    },
    unmark() {
      const list = mark?.closest(".tree-mark-list");
      mark?.remove();
      list?.remove();
      mark = null;
    },
  };
  return places;
}

/** Return what the server is asked for: how, and beside or below which position. */
export function planOf({ parent, index }, places) {
  const kids = places.others(parent);
  if (kids[index]) return { how: "before", target: kids[index] };
  if (kids[index - 1]) return { how: "after", target: kids[index - 1] };
  return { how: "below", target: parent };
}

/** Return the place in words. */
export function sentence(moving, place, places) {
  const { parent, index } = place;
  const kids = places.others(parent);
  const number = `${places.numberOf(parent)}.${index + 1}`;
  const beside = kids[index] ? `, before ${titleOf(kids[index])}` : kids[index - 1] ? `, after ${titleOf(kids[index - 1])}` : "";
  return `${titleOf(moving)}, would be ${number}, below ${titleOf(parent)}${beside}.`;
}
