/* Numbers and labels of list items, as jobdescriptions/word/number_formats.py and labels.py have them. */

const TYPES = { decimal: "", lowerLetter: "a", upperLetter: "A", lowerRoman: "i", upperRoman: "I" };
const FORMATS = { 1: "decimal", a: "lowerLetter", A: "upperLetter", i: "lowerRoman", I: "upperRoman" };
const OTHER_FORMATS = ["decimalZero", "ordinal", "none"];
const ROMAN = [
  [1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"],
  [50, "l"], [40, "xl"], [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"],
];

/** The formats that people can choose, with an example for each. */
export const FORMAT_NAMES = [
  ["decimal", "1, 2, 3"],
  ["decimalZero", "01, 02, 03"],
  ["lowerLetter", "a, b, c"],
  ["upperLetter", "A, B, C"],
  ["lowerRoman", "i, ii, iii"],
  ["upperRoman", "I, II, III"],
  ["ordinal", "1st, 2nd, 3rd"],
  ["none", "No number"],
];

/** The highest number at which a list can start in Word. */
export const HIGHEST_NUMBER = 32767;

/** The number format of an <ol>. */
export function formatOfType(element) {
  const named = element.getAttribute("data-format");
  if (OTHER_FORMATS.includes(named)) return named;
  return FORMATS[element.getAttribute("type") || "1"] || "decimal";
}

/** The attributes of an <ol> that say its number format. */
export function typeOfFormat(format) {
  if (!(format in TYPES)) return { "data-format": format };
  return TYPES[format] ? { type: TYPES[format] } : {};
}

function letters(number) {
  if (number < 1) return String(number);
  return String.fromCharCode(97 + ((number - 1) % 26)).repeat(Math.min(Math.floor((number - 1) / 26) + 1, 30));
}

function roman(number) {
  if (number < 1 || number > HIGHEST_NUMBER) return String(number);
  let text = "";
  for (const [value, sign] of ROMAN) {
    text += sign.repeat(Math.floor(number / value));
    number %= value;
  }
  return text;
}

function ending(number) {
  if (number % 100 >= 10 && number % 100 <= 20) return "th";
  return { 1: "st", 2: "nd", 3: "rd" }[number % 10] || "th";
}

/** A number in one of the formats, such as "iv". */
export function formatNumber(number, format) {
  if (format === "decimalZero") return String(number).padStart(2, "0");
  if (format === "lowerLetter") return letters(number);
  if (format === "upperLetter") return letters(number).toUpperCase();
  if (format === "lowerRoman") return roman(number);
  if (format === "upperRoman") return roman(number).toUpperCase();
  if (format === "ordinal") return `${number}${ending(number)}`;
  return format === "none" ? "" : String(number);
}

/** The label with "%" where it has the item's own number; unchanged where it has none. */
export function patternOf(label, number, format) {
  const own = number === null ? "" : formatNumber(number, format);
  const place = own ? label.lastIndexOf(own) : -1;
  return place < 0 ? label : `${label.slice(0, place)}%${label.slice(place + own.length)}`;
}

/** The label that an item has when its author chose none. */
export function defaultLabel(number, format) {
  return number === null || format === "none" ? "" : `${formatNumber(number, format)}.`;
}

/** The label that a pattern makes for a number; null stands for the default. */
export function labelOf(pattern, number, format) {
  if (!pattern) return defaultLabel(number, format);
  return number === null ? pattern : pattern.replace("%", () => formatNumber(number, format));
}

/** Whether an item has words of its own: items without any are not kept, and not counted. */
export function hasWords(item) {
  const text = item.firstChild;
  return text.childCount > 0 && /[^\s\u200b\ufeff\u0085\u001c-\u001f]/.test(text.textContent);
}

/** The items of a list with their numbers (null where they have none): [item, offset in the list, number]. */
export function numbered(list) {
  const counts = list.type.name === "ordered_list" && list.attrs.format !== "none";
  let next = counts ? list.attrs.start : null;
  const result = [];
  list.forEach((item, offset) => {
    const number = counts ? Math.min(item.attrs.value ?? next, HIGHEST_NUMBER) : null;
    result.push([item, offset, number]);
    if (counts) next = hasWords(item) ? number + 1 : number;
  });
  return result;
}
