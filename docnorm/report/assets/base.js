// What every view needs: the data, elements that are built from text alone, and how things are written.
//
// Rule 1: a text of a document gets into the page through `textContent` only; nothing is parsed as HTML.
// Rule 2: the page asks for nothing: all data is in it. What large reports hold is packed, and unpacked here.

"use strict";

const NARROW = new Intl.NumberFormat("en");

async function read(part) {
  const holder = document.getElementById(part);
  if (holder.type === "application/json") return JSON.parse(holder.textContent);
  const packed = Uint8Array.from(atob(holder.textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

// An element with attributes and children; a child that is no element is text.
function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const made = document.createElement(name || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "width") made.style.width = value;
    else if (key === "grow") made.style.flexGrow = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.flat(9));
  return made;
}

const number = (n) => NARROW.format(n);
const plural = (n, noun) => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(part && part !== whole ? 1 : 0)} %` : "–");
const name = (id) => el("bdi.name", { title: visible(id) }, visible(id));

function bytes(n) {
  const units = ["bytes", "kB", "MB", "GB"];
  let unit = 0;
  for (; n >= 1000 && unit < 3; unit++) n /= 1000;
  return unit ? `${n.toFixed(n < 10 ? 1 : 0)} ${units[unit]}` : `${number(n)} ${n === 1 ? "byte" : "bytes"}`;
}

function similarity([shared, total]) {
  return total ? shared / total : 0;
}

// Cut, not rounded: only what is the same is 1.
function similarityText(value) {
  return value === 1 ? "1" : (Math.floor(value * 1000) / 1000).toFixed(3);
}

// -- What can't be seen ----------------------------------------------------------------------------------------------

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffd\u{e0000}-\u{e007f}]/u;
const UNSEEN_RUNS = new RegExp(`(${UNSEEN.source})`, "u");
const LABELS = {
  0x85: "NEL", 0xa0: "NBSP", 0xad: "SHY", 0x200b: "ZWSP", 0x200c: "ZWNJ", 0x200d: "ZWJ", 0x200e: "LRM", 0x200f: "RLM",
  0x2028: "LS", 0x2029: "PS", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO", 0x202f: "NNBSP",
  0x2009: "THSP", 0x2003: "EMSP", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
  0x3000: "IDSP", 0xfeff: "BOM", 0xfffd: "U+FFFD",
};

const codePoint = (char) => `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

function label(char) {
  const code = char.codePointAt(0);
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "␡" : LABELS[code] || codePoint(char);
}

// A name or a title, in which nothing may act: titles and attributes can't hold elements.
function visible(text) {
  return text.split(UNSEEN_RUNS).map((part, i) => (i % 2 ? `⟨${label(part)}⟩` : part)).join("").replace(/[\n\t]/g, " ");
}

const spelled = (text) => (text ? [...text].map((char) => `${UNSEEN.test(char) ? label(char) : char} ${codePoint(char)}`).slice(0, 4).join(", ") : "nothing");

// A text with its invisible characters as marked glyphs.
function marked(text) {
  if (!UNSEEN.test(text)) return [text];
  return text.split(UNSEEN_RUNS).map((part, i) => (i % 2 ? el("span.glyph", { title: codePoint(part) }, label(part)) : part));
}

// A text in pieces, as it was found, with what was changed marked.
function found(pieces) {
  return pieces.map((piece) => {
    if (typeof piece === "string") return marked(piece);
    if (typeof piece === "number") return el("span.more", {}, `… ${plural(piece, "more character")}`);
    const [before, after] = piece;
    const title = `${spelled(before)} became ${spelled(after)}`;
    if (!before) return el("span.change", { title, class: "change added" }, after === "\n" ? "↵" : marked(after));
    const shown = [...before].map((char) => (char === "\n" ? "↵" : UNSEEN.test(char) ? label(char) : char)).join("");
    return el("span.change", { title, "data-becomes": spelled(after) }, shown);
  });
}

const before = (pieces) => pieces.map((piece) => (typeof piece === "string" ? piece : typeof piece === "number" ? "" : piece[0])).join("");
const after = (pieces) => pieces.map((piece) => (typeof piece === "string" ? piece : typeof piece === "number" ? "" : piece[1])).join("");
const cut = (pieces) => pieces.filter((piece) => typeof piece === "number").reduce((sum, piece) => sum + piece, 0);
