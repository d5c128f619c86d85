// The page itself: which view is shown, and what the keys do.

const TABS = { overview: "Overview", groups: "Groups", documents: "Documents" };

function prepared(data) {
  const links = new Map();
  const sources = data.sources.map((source, at) => {
    const removed = [...source.fates].reduce((sum, fate, i) => sum + ("kgmq".includes(fate) ? 0 : source.sizes[i]), 0);
    return { ...source, at, removed, folder: source.folder || "(top)" };
  });
  data.groups.forEach((group, at) => Object.assign(group, { at, id: group.kept[0] >= 0 ? sources[group.kept[0]].id : "" }));
  return {
    data, sources,
    wanted: { text: "", kind: "", reason: "", folder: "", sort: "saved", page: 0 },
    looking: { text: "", status: "", sort: "removed", page: 0 },
    compare: null,
    shown: "",
    texts: new Map(),
    turn: () => {},
    text(source, block) { return this.texts.get(`${source}:${block}`); },
    fate: (source, block) => sources[source].fates[block],
    links(source) {
      if (!links.has(source)) links.set(source, new Map(sources[source].links.map((link) => [link[0], link])));
      return links.get(source);
    },
    filter(more) { Object.assign(this.wanted, { page: 0 }, more); },
    // At once: the event comes later, and a key that follows is meant for what's there then.
    go(hash) {
      if (location.hash !== hash) location.hash = hash;
      show(this);
    },
  };
}

function show(state) {
  state.shown = location.hash;
  const [tab, at, block] = location.hash.slice(1).split("/");
  const main = document.querySelector("main");
  const source = tab === "doc" ? state.sources[Number(at)] : undefined;
  const view = source ? documentView(state, source, block === undefined ? undefined : Number(block)) : tab === "groups" ? groupsView(state) : tab === "documents" ? documentsView(state) : overview(state);
  main.replaceChildren(view);
  const current = source ? "documents" : TABS[tab] ? tab : "overview";
  for (const link of document.querySelectorAll("header nav a")) link.toggleAttribute("aria-current", link.getAttribute("href") === `#${current}`);
  const chosen = main.querySelector(".chosen");
  if (chosen) chosen.scrollIntoView({ block: "center" });
  else window.scrollTo(0, 0);
  state.compare = null;
}

// -- Keys ------------------------------------------------------------------------------------------------------------

const KEYS = [["j k", "next, previous"], ["Enter", "open"], ["n p", "next, previous page"], ["/", "search"], ["1 2 3", "overview, groups, documents"], ["d", "dark or light"], ["?", "this help"]];

function pressed(state, event) {
  const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.ctrlKey || event.metaKey || event.altKey || (isTyping && event.key !== "Escape")) return;
  const act = {
    j: () => move(1), k: () => move(-1), n: () => state.turn(1), p: () => state.turn(-1), d: dark, "?": help,
    "/": () => document.querySelector("input[type=search]")?.focus(),
    1: () => state.go("#overview"), 2: () => state.go("#groups"), 3: () => state.go("#documents"),
    Escape: () => { document.activeElement?.blur(); document.querySelector("dialog")?.close(); },
    Enter: () => open(),
  }[event.key];
  if (!act || (event.key === "Enter" && /^(A|BUTTON|SUMMARY)$/.test(event.target.tagName))) return;
  event.preventDefault();
  act();
}

const items = () => [...document.querySelectorAll("li.group, li.source, li.block")];

function move(by) {
  const all = items(), at = all.indexOf(document.activeElement.closest("li"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function open() {
  const item = document.activeElement.closest("li");
  (item?.querySelector("button.head") || item?.querySelector("a.title") || item?.querySelector("button.small"))?.click();
}

function dark() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
}

function help() {
  const dialog = document.querySelector("dialog");
  if (dialog.open) return dialog.close();
  dialog.replaceChildren(el("h2", {}, "Keys"), el("table.figures", {}, KEYS.map(([keys, text]) => el("tr", {}, el("th", {}, keys.split(" ").map((key) => el("kbd", {}, key))), el("td", {}, text)))), el("button", { type: "button", onclick: () => dialog.close() }, "close"));
  dialog.showModal();
}

async function start() {
  const state = prepared(await read("data"));
  document.querySelector("header nav").replaceChildren(...Object.entries(TABS).map(([tab, text]) => el("a", { href: `#${tab}` }, text)), el("button", { type: "button", id: "theme", title: "dark or light (d)", "aria-label": "dark or light", onclick: dark }, "◐"), el("button", { type: "button", title: "keys (?)", "aria-label": "keys", onclick: help }, "?"));
  addEventListener("hashchange", () => { if (location.hash !== state.shown) show(state); });
  addEventListener("keydown", (event) => pressed(state, event));
  show(state);
  document.documentElement.dataset.ready = "figures";
  // The texts are most of it, and the figures can do without them.
  await new Promise((resume) => setTimeout(resume));
  for (const [source, block, pieces] of await read("texts")) state.texts.set(`${source}:${block}`, pieces);
  if (!document.getElementById("overview")) show(state);
  document.documentElement.dataset.ready = "texts";
}

start();
