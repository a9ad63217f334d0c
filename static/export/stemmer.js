// The stem of an English word: the algorithm "english" of Snowball 3.1 (Porter2), as the server's index has it.
// Source: https://snowballstem.org/algorithms/english/stemmer.html. Words are lower-case ASCII letters and digits.

const VOWELS = new Set("aeiouy");
const VOWELS_WXY = new Set("aeiouywxY");
const VALID_LI = new Set("cdeghkmnrt");
const WHOLE = new Map(
  Object.entries({
    skis: "ski", skies: "sky", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli", only: "onli",
    singly: "singl", sky: "sky", news: "news", howe: "howe", atlas: "atlas", cosmos: "cosmos", bias: "bias",
    andes: "andes",
  }),
);
// Beginnings after which the first region starts at once.
const REGIONS = ["arsen", "commun", "emerg", "gener", "inter", "later", "organ", "past", "univers"];
const STEP_2 = {
  anci: "ance", enci: "ence", abli: "able", alli: "al", fulli: "ful", lessli: "less", ousli: "ous", entli: "ent",
  aliti: "al", biliti: "ble", bli: "ble", iviti: "ive", tional: "tion", ational: "ate", alism: "al", ation: "ate",
  ization: "ize", izer: "ize", ator: "ate", iveness: "ive", fulness: "ful", ousness: "ous", ogist: "og",
};
const STEP_3 = {
  icate: "ic", alize: "al", iciti: "ic", ical: "ic", tional: "tion", ational: "ate", ful: "", ness: "",
};
const STEP_4 = [
  "ic", "ance", "ence", "able", "ible", "ate", "ive", "ize", "iti", "al", "ism", "ion", "er", "ous", "ant", "ent",
  "ment", "ement",
];

/** Return the longest of `endings` with which `word` ends, or undefined. */
const longest = (word, endings) =>
  endings.filter((ending) => word.endsWith(ending)).sort((one, other) => other.length - one.length)[0];

/** Return where the first non-vowel after a vowel ends, from `at` on; the end of the word if there is none. */
function afterVowel(word, at) {
  while (at < word.length && !VOWELS.has(word[at])) at += 1;
  while (at < word.length && VOWELS.has(word[at])) at += 1;
  return Math.min(at + 1, word.length);
}

/** Say whether the first `end` letters of `word` end in a short syllable. */
function isShort(word, end) {
  const [third, second, last] = [word[end - 3], word[end - 2], word[end - 1]];
  if (end >= 3 && !VOWELS_WXY.has(last) && VOWELS.has(second) && !VOWELS.has(third)) return true;
  if (end === 2 && !VOWELS.has(last) && VOWELS.has(second)) return true;
  return word.slice(0, end).endsWith("past");
}

const hasVowel = (text) => [...text].some((letter) => VOWELS.has(letter));

/** Return `word` with each y that stands for a consonant as Y. */
function markedY(word) {
  const letters = [...word];
  if (letters[0] === "y") letters[0] = "Y";
  for (let at = 0; at + 1 < letters.length; at += 1) {
    if (VOWELS.has(letters[at]) && letters[at + 1] === "y") letters[at + 1] = "Y";
  }
  return letters.join("");
}

function step1a(word) {
  const ending = longest(word, ["sses", "ied", "ies", "s", "ss", "us"]);
  if (ending === "sses") return word.slice(0, -2);
  if (ending === "ied" || ending === "ies") return word.slice(0, word.length >= 5 ? -2 : -1);
  if (ending === "s" && hasVowel(word.slice(0, -2))) return word.slice(0, -1);
  return word;
}

function step1b(word, first) {
  const ending = longest(word, ["eedly", "ingly", "edly", "eed", "ing", "ed"]);
  if (!ending) return word;
  let stem = word.slice(0, -ending.length);
  if (ending.startsWith("eed")) {
    return stem.length >= first && !["succ", "proc", "exc"].includes(stem) ? `${stem}ee` : word;
  }
  if (ending === "ing") {
    if (["even", "cann", "inn", "earr", "herr", "out"].includes(stem)) return word;
    if (stem.length === 2 && stem[1] === "y" && !VOWELS.has(stem[0])) return `${stem[0]}ie`;
  }
  if (!hasVowel(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) {
    return stem.length === 3 && "aeo".includes(stem[0]) ? stem : stem.slice(0, -1);
  }
  return stem.length === first && isShort(stem, stem.length) ? `${stem}e` : stem;
}

function step1c(word) {
  const before = word.at(-2);
  return /[yY]$/.test(word) && word.length > 2 && !VOWELS.has(before) ? `${word.slice(0, -1)}i` : word;
}

function step2(word, first) {
  const ending = longest(word, [...Object.keys(STEP_2), "ogi", "li"]);
  if (!ending) return word;
  const stem = word.slice(0, -ending.length);
  if (stem.length < first) return word;
  if (ending === "ogi") return stem.endsWith("l") ? `${stem}og` : word;
  if (ending === "li") return VALID_LI.has(stem.at(-1)) ? stem : word;
  return stem + STEP_2[ending];
}

function step3(word, first, second) {
  const ending = longest(word, [...Object.keys(STEP_3), "ative"]);
  if (!ending) return word;
  const stem = word.slice(0, -ending.length);
  if (stem.length < first) return word;
  if (ending === "ative") return stem.length >= second ? stem : word;
  return stem + STEP_3[ending];
}

function step4(word, second) {
  const ending = longest(word, STEP_4);
  if (!ending) return word;
  const stem = word.slice(0, -ending.length);
  return stem.length < second || (ending === "ion" && !/[st]$/.test(stem)) ? word : stem;
}

function step5(word, first, second) {
  const stem = word.slice(0, -1);
  if (word.endsWith("e")) {
    return stem.length >= second || (stem.length >= first && !isShort(stem, stem.length)) ? stem : word;
  }
  return word.endsWith("ll") && stem.length >= second ? stem : word;
}

/** Return the stem of `word`. */
export function stem(word) {
  if (WHOLE.has(word)) return WHOLE.get(word);
  if (word.length < 3) return word;
  const marked = markedY(word);
  const beginning = REGIONS.find((one) => marked.startsWith(one));
  const first = beginning ? beginning.length : afterVowel(marked, 0);
  const second = afterVowel(marked, first);
  let stemmed = step1c(step1b(step1a(marked), first));
  stemmed = step4(step3(step2(stemmed, first), first, second), second);
  return step5(stemmed, first, second).replaceAll("Y", "y");
}
