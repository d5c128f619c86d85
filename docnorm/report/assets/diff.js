// Two texts side by side, word by word.
//
// Rule 1: words that differ only in what docnorm normalizes (quotes, spaces) are the same; how they were is marked.
// Rule 2: what is long costs no more than a linear pass: beyond a limit the middle counts as replaced.

const WORDS = /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu;
const FOLDS = [[/[\u2018\u2019\u201a\u201b]/g, "'"], [/[\u201c\u201d\u201e\u201f]/g, '"'], [/[\u2010-\u2015]/g, "-"], [/[\u00ad\u200b\ufeff]/g, ""]];
const MOST_EDITS = 1500;

const words = (text) => text.match(WORDS) || [];

function folded(word) {
  if (/^\s+$/.test(word)) return " ";
  for (const [from, to] of FOLDS) word = word.replace(from, to);
  return word;
}

// Steps [kind, word of a, word of b]: "=" same, "-" only in a, "+" only in b (Myers, 1986: greedy, O(ND)).
function compare(a, b) {
  const left = a.map(folded), right = b.map(folded);
  let head = 0, tail = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  while (tail < left.length - head && tail < right.length - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const steps = [];
  for (let i = 0; i < head; i++) steps.push(["=", a[i], b[i]]);
  const x = left.slice(head, left.length - tail), y = right.slice(head, right.length - tail);
  for (const [kind, i, j] of middle(x, y)) steps.push([kind, a[head + i], b[head + j]]);
  for (let i = tail; i > 0; i--) steps.push(["=", a[a.length - i], b[b.length - i]]);
  return steps;
}

function middle(x, y) {
  const trace = [];
  const most = Math.min(x.length + y.length, MOST_EDITS);
  let reach = new Map([[1, 0]]);
  for (let d = 0; d <= most; d++) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let i = down ? reach.get(k + 1) ?? 0 : (reach.get(k - 1) ?? -1) + 1;
      while (i < x.length && i - k < y.length && x[i] === y[i - k]) i++;
      reach.set(k, i);
      if (i >= x.length && i - k >= y.length) return walk(trace, x.length, y.length);
    }
  }
  return [...x.map((_, i) => ["-", i, 0]), ...y.map((_, j) => ["+", 0, j])];
}

function walk(trace, i, j) {
  const steps = [];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d], k = i - j;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const from = down ? k + 1 : k - 1;
    const startI = d ? reach.get(from) ?? 0 : 0, startJ = d ? startI - from : 0;
    while (i > startI && j > startJ) steps.push(["=", --i, --j]);
    if (d) steps.push(down ? ["+", i, --j] : ["-", --i, j]);
  }
  return steps.reverse();
}

// The two sides of a comparison: the kept copy, clean, and the other one, as it was found.
function sideBySide(kept, own) {
  // The gaps around a block belong to the document, not to what is compared.
  const steps = compare(words(bare(after(kept))), words(bare(before(own))));
  const side = (gone, take) => merged(steps.filter(([kind]) => kind !== gone).map((step) => [step[0], take(step), step]));
  const rest = (pieces) => (cut(pieces) ? el("span.more", {}, ` … ${plural(cut(pieces), "more character")}`) : null);
  return [
    el("div.text", { dir: "auto" }, side("+", (step) => step[1]).map((run) => shown(run, "del")), rest(kept)),
    el("div.text", { dir: "auto" }, side("-", (step) => step[2]).map((run) => shown(run, "ins")), rest(own)),
    steps.some(([kind]) => kind !== "="),
  ];
}

const bare = (text) => text.replace(/^\n+|\s+$/g, "");

// Neighbouring words of one kind become one run; a word that was normalized stays for itself.
function merged(steps) {
  const runs = [];
  for (const [kind, word, [, a, b]] of steps) {
    const is = kind === "=" && a !== b && word === b ? "~" : kind;
    const last = runs[runs.length - 1];
    if (last && last[0] === is && is !== "~") last[1] += word;
    else runs.push([is, word, a]);
  }
  return runs;
}

function shown([kind, text, other], tag) {
  if (kind === "=") return marked(text);
  if (kind === "~") return el("span.change", { title: `${spelled(text)} became ${spelled(other)}` }, marked(text));
  return el(tag, {}, marked(text));
}
