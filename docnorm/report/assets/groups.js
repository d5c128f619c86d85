// Everything that repeats, in groups: the kept copy first, then what repeats it.

const PAGE = 50;
const SORTS = {
  saved: ["bytes saved", (a, b) => b.saved - a.saved],
  size: ["copies", (a, b) => b.members.length - a.members.length],
  similar: ["least similar", (a, b) => lowest(a) - lowest(b)],
  name: ["name", (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)],
};
const KINDS = { "": "all kinds", document: "documents", run: "runs", block: "single blocks" };
const MEMBER_REASONS = {
  "": "all reasons", exact: "the same text", near: "nearly the same", run: "run", guarded: "kept by the guard",
  "document.exact": "document, the same", "document.near": "document, nearly the same", "document.contained": "document, contained", "document.spread": "document, spread over others", kept: "reported and kept",
};

const lowest = (group) => Math.min(...group.members.map((member) => similarity(member.lowest)));

function groupsView(state) {
  const { data, wanted } = state;
  const list = el("ol.groups", { id: "list" });
  const status = el("p.status", { role: "status", id: "status" });
  const pager = el("nav.pager", { "aria-label": "Pages" });
  const select = (key, choices) => el("select", { id: `by-${key}`, "aria-label": key, onchange: (event) => change({ [key]: event.target.value }) }, Object.entries(choices).map(([value, text]) => el("option", { value, selected: wanted[key] === value }, Array.isArray(text) ? `sort by ${text[0]}` : text)));
  const search = el("input", { id: "search", type: "search", placeholder: "search in names and texts  ( / )", value: wanted.text, "aria-label": "Search" });
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change({ text: search.value }), 120);
  });
  const names = [...new Set(state.sources.map((source) => source.folder))].sort();
  const folderChoices = Object.fromEntries([["", "all folders"], ...names.map((folder) => [folder, visible(folder)])]);

  function change(more) {
    Object.assign(wanted, { page: 0 }, more);
    fill();
  }

  function fill() {
    const matching = data.groups.filter((group) => isWanted(state, group)).sort((a, b) => SORTS[wanted.sort][1](a, b) || a.at - b.at);
    const pages = Math.max(1, Math.ceil(matching.length / PAGE));
    wanted.page = Math.min(wanted.page, pages - 1);
    const shownGroups = matching.slice(wanted.page * PAGE, (wanted.page + 1) * PAGE);
    list.replaceChildren(...(shownGroups.length ? shownGroups.map((group) => card(state, group)) : [el("li.nothing", {}, data.groups.length ? "No group is like that." : "Nothing is repeated.")]));
    const rest = data.left_out ? `; the ${number(data.groups.length)} that saved most of ${number(data.groups.length + data.left_out)} are here` : "";
    status.textContent = `${plural(matching.length, "group")} of ${number(data.groups.length)}${rest}`;
    pager.replaceChildren(...(pages > 1 ? [step("‹ before", -1, wanted.page > 0), el("span", {}, `page ${wanted.page + 1} of ${number(pages)}`), step("next ›", 1, wanted.page < pages - 1)] : []));
  }

  const step = (text, by, can) => el("button", { type: "button", disabled: !can, onclick: () => { wanted.page += by; fill(); list.scrollIntoView(); } }, text);
  state.turn = (by) => { wanted.page = Math.max(0, wanted.page + by); fill(); };
  fill();
  return el("section.all", { id: "groups" },
    el("form.filters", { role: "search", onsubmit: (event) => event.preventDefault() }, search, select("kind", KINDS), select("reason", MEMBER_REASONS), select("folder", folderChoices), select("sort", SORTS)),
    status, list, pager);
}

function isWanted(state, group) {
  const { kind, reason, folder, text } = state.wanted;
  if (kind && group.kind !== kind) return false;
  if (reason && !group.members.some((member) => (reason === "kept" ? !member.dropped : member.kind === reason))) return false;
  const places = [group.kept, ...group.members.map((member) => member.at)];
  if (folder && !places.some(([source]) => source >= 0 && state.sources[source].folder === folder)) return false;
  return !text || searched(state, group, places).includes(text.toLowerCase());
}

// All that can be searched in a group; made when it's first asked for.
function searched(state, group, places) {
  group.searched ??= places.flatMap(([source, start, count]) => {
    const texts = [source >= 0 ? state.sources[source].id : ""];
    for (let block = start; block < start + Math.min(count, 200); block++) texts.push(before(state.text(source, block) || []));
    return texts;
  }).join("\n").toLowerCase();
  return group.searched;
}

function card(state, group) {
  const body = el(".members");
  const id = `group-${group.at}`;
  const head = el("button.head", { type: "button", "aria-expanded": "false", "aria-controls": id, onclick: toggle },
    el(`span.kind.kind-${group.kind}`, {}, group.kind), el("span.where", {}, place(state, group.kept)),
    el("span.excerpt", { dir: "auto" }, excerpt(state, group.kept)),
    el("span.count", {}, `× ${number(group.members.length + 1)}`), el("span.saved", {}, group.saved ? bytes(group.saved) : "kept"), meter(lowest(group)));

  function toggle() {
    const open = head.getAttribute("aria-expanded") !== "true";
    head.setAttribute("aria-expanded", String(open));
    body.replaceChildren(...(open ? inside(state, group) : []));
    body.id = id;
  }
  return el("li.group", { "data-group": group.at, tabindex: -1 }, head, body);
}

function inside(state, group) {
  const limit = 40;
  const rows = group.members.slice(0, limit).map((one, index) => member(state, group, one, index === 0));
  const rest = group.members.length - limit;
  return [el("p.keeps", {}, "kept: ", place(state, group.kept, true), copy(state, group.kept)), ...rows, rest > 0 ? el("p.more", {}, `… and ${number(rest)} more`) : ""];
}

function member(state, group, one, open) {
  const holder = el(".compared");
  const show = () => holder.replaceChildren(...(holder.childElementCount ? [] : compared(state, group.kept, one)));
  if (open) show();
  return el(".member", {}, el("p", {}, el(`i.key.fate-${fateOf(one)}`), el("span.reason", {}, MEMBER_REASONS[one.kind] || one.kind, one.dropped ? "" : ", kept"), " ", place(state, one.at, true), copy(state, one.at), meter(similarity(one.lowest)), el("button.small", { type: "button", onclick: show }, "compare")), holder);
}

const fateOf = ({ kind, dropped }) => (kind === "guarded" ? "g" : !dropped ? "m" : { exact: "e", near: "n", run: "r" }[kind] || "d");

// Block by block, the kept ones beside those that repeat them; in a gap, what stands there on either side.
function compared(state, kept, one) {
  const [source, start, count] = one.at, limit = 60;
  const beside = new Map(one.gaps.filter(([own]) => own !== null));
  const alone = one.gaps.filter(([own]) => own === null).map(([, other]) => other);
  const rows = [];
  for (let i = 0; i < Math.min(count, limit); i++) {
    const link = state.links(source).get(start + i), isGap = beside.has(start + i);
    const other = isGap ? place2(kept, beside.get(start + i)) : link && link[2] !== null ? [link[1], link[2]] : link ? null : [kept[0], kept[1] + i];
    while (alone.length && other && alone[0] < other[1]) rows.push(pair(state, [kept[0], alone.shift()], null));
    rows.push(pair(state, other, [source, start + i], isGap));
  }
  if (count > limit) rows.push(el("p.more", {}, `… and ${plural(count - limit, "block")} more`));
  return [el(".sides", {}, el(".side-head", {}, "kept copy"), el(".side-head", {}, "mg".includes(state.fate(source, start)) ? "kept, too" : "dropped, as it was found")), ...rows];
}

const place2 = ([source], block) => (block === null ? null : [source, block]);

function pair(state, kept, own, isGap = false) {
  const mine = own && state.text(...own), theirs = kept && state.text(...kept);
  const gap = (text) => el(".text.inside", {}, text);
  if (!own) return el(".sides.gap", {}, theirs ? el(".text", { dir: "auto" }, found(theirs)) : gap("a paragraph"), gap("not here"));
  if (!mine) return el("p.more", {}, "The text is left out of this report for its size; docnorm explain shows it.");
  if (!theirs) return el(".sides", {}, gap(isGap ? "not here" : "somewhere in the kept document"), el(".text", { dir: "auto" }, found(mine)));
  const [left, right, differs] = sideBySide(theirs, mine);
  return el(".sides", { class: `sides${differs ? " differs" : ""}${isGap ? " gap" : ""}` }, left, right);
}

function meter(value) {
  const text = similarityText(value);
  return el("span.similarity", { title: `similarity ${text}` }, el("i", { width: `${100 * value}%` }), el("b", {}, text));
}

function excerpt(state, [source, start]) {
  const pieces = state.text(source, start);
  return pieces ? visible(after(pieces).slice(0, 140)) : "";
}

// Where some blocks stand: source and line, as a link to its map where `linked`.
function place(state, [source, start, count], linked = false) {
  const found = state.sources[source];
  if (!found) return el("span", {}, "the reference corpus");
  const first = found.lines[start], last = found.lines[start + count - 1];
  const text = [name(found.id), el("span.line", {}, count > 1 && last > first ? `:${first}–${last}` : `:${first ?? 1}`)];
  return linked ? el("a", { href: `#doc/${source}/${start}` }, text) : el("span", {}, text);
}

function copy(state, [source, start]) {
  const found = state.sources[source];
  if (!found) return "";
  const text = `${found.id}:${found.lines[start] ?? 1}`;
  const button = el("button.copy", { type: "button", title: `copy ${visible(text)}`, "aria-label": "copy the place", onclick: async () => { button.textContent = (await write(text)) ? "✓" : "✗"; } }, "copy");
  return button;
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", {}, text);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
