// Every source as a strip of its blocks, coloured by what became of them; and one source, block by block.

const BLOCKS = 100;
const SEGMENTS = 160;
const FATES = [..."kmgenrdq"];
const STATUSES = { "": "all sources", kept: "kept", dropped: "dropped", quarantined: "carried as they are", shortened: "kept, with blocks dropped", findings: "with findings" };
const SOURCE_SORTS = {
  removed: ["bytes removed", (a, b) => b.removed - a.removed],
  rate: ["share removed", (a, b) => b.removed / (b.size || 1) - a.removed / (a.size || 1)],
  size: ["size", (a, b) => b.size - a.size],
  id: ["name", (a, b) => a.at - b.at],
};

function documentsView(state) {
  const { looking } = state;
  const list = el("ol.sources"), status = el("p.status", { role: "status" }), pager = el("nav.pager", { "aria-label": "Pages" });
  const select = (key, choices) => el("select", { id: `source-${key}`, "aria-label": key, onchange: (event) => change({ [key]: event.target.value }) }, Object.entries(choices).map(([value, text]) => el("option", { value, selected: looking[key] === value }, Array.isArray(text) ? `sort by ${text[0]}` : text)));
  const search = el("input", { id: "source-search", type: "search", placeholder: "search in names  ( / )", value: looking.text, "aria-label": "Search", oninput: (event) => change({ text: event.target.value }) });
  function change(more) {
    Object.assign(looking, { page: 0 }, more);
    fill();
  }
  const isLooked = (source) => (!looking.text || source.id.toLowerCase().includes(looking.text.toLowerCase())) && (!looking.status || source.status === looking.status || (looking.status === "shortened" && source.status === "kept" && source.removed > 0) || (looking.status === "findings" && source.findings.length > 0));
  function fill() {
    const matching = state.sources.filter(isLooked).sort((a, b) => SOURCE_SORTS[looking.sort][1](a, b) || a.at - b.at);
    const pages = Math.max(1, Math.ceil(matching.length / PAGE));
    looking.page = Math.min(looking.page, pages - 1);
    const shownSources = matching.slice(looking.page * PAGE, (looking.page + 1) * PAGE);
    list.replaceChildren(...(shownSources.length ? shownSources.map((source) => row(state, source)) : [el("li.nothing", {}, "No source is like that.")]));
    status.textContent = `${plural(matching.length, "source")} of ${number(state.sources.length)}`;
    pager.replaceChildren(...(pages > 1 ? [step("‹ before", -1, looking.page > 0), el("span", {}, `page ${looking.page + 1} of ${number(pages)}`), step("next ›", 1, looking.page < pages - 1)] : []));
  }
  const step = (text, by, can) => el("button", { type: "button", disabled: !can, onclick: () => { looking.page += by; fill(); } }, text);
  state.turn = (by) => { looking.page = Math.max(0, looking.page + by); fill(); };
  fill();
  return el("section.all", { id: "sources-view" }, el("form.filters", { role: "search", onsubmit: (event) => event.preventDefault() }, search, select("status", STATUSES), select("sort", SOURCE_SORTS)), legend(state), status, list, pager);
}

function legend(state, sources = state.sources) {
  const used = new Set(sources.flatMap((source) => [...source.fates]));
  return el("ul.legend", {}, FATES.map((fate) => [fate, state.data.fates[fate]]).filter(([fate]) => used.has(fate)).map(([fate, text]) => el("li", {}, el(`i.fate-${fate}`), text)));
}

function row(state, source) {
  return el("li.source", { "data-source": source.at, tabindex: -1 }, el("a.title", { href: `#doc/${source.at}` }, name(source.id)), verdict(state, source), el("span.saved", {}, source.removed ? `−${percent(source.removed, source.size)}` : ""), strip(state, source, SEGMENTS));
}

function verdict(state, source) {
  if (source.status === "quarantined") return el("span.verdict", {}, `carried as it is: ${source.reason}`);
  if (!source.link) return el("span.verdict", {}, source.removed ? "kept, shortened" : "kept");
  const [other, kind] = source.link;
  const what = { exact: "the same as", near: "nearly the same as", contained: "contained in" }[kind];
  return el("span.verdict.gone", {}, `dropped, ${what} `, other >= 0 ? el("a", { href: `#doc/${other}` }, name(state.sources[other].id)) : "a text of the reference corpus");
}

// A strip: one button for each block, or for as many neighbours as it takes to have no more than `most`.
function strip(state, source, most) {
  const { fates, sizes } = source, count = fates.length;
  const per = Math.ceil(count / most) || 1;
  const parts = [];
  for (let at = 0; at < count; at += per) {
    const stop = Math.min(count, at + per);
    const size = sizes.slice(at, stop).reduce((sum, n) => sum + n, 0);
    const fate = loudest(fates.slice(at, stop));
    const title = `${stop - at > 1 ? `blocks ${at + 1} to ${stop}` : `block ${at + 1}`}, line ${source.lines[at]}: ${state.data.fates[fate]}`;
    parts.push(el(`button.fate-${fate}`, { type: "button", tabindex: -1, grow: Math.max(1, size), title, "data-block": at, "aria-label": title, onclick: () => jump(state, source, at, fate) }));
  }
  return el(".strip", { role: "group", "aria-label": "blocks" }, parts);
}

const loudest = (fates) => [..."qgndrem"].find((fate) => fates.includes(fate)) || fates[0] || "k";

// A dropped block leads to its kept copy; any other one to itself.
function jump(state, source, block, fate) {
  if (!"kgmq".includes(fate)) {
    const at = [...source.fates].findIndex((f, i) => i >= block && f === fate);
    state.compare = [source.at, at < 0 ? block : at];
    state.go(`#doc/${source.at}/${at < 0 ? block : at}`);
  } else state.go(`#doc/${source.at}/${block}`);
}

function documentView(state, source, block) {
  const page = Math.floor((block ?? 0) / BLOCKS);
  const first = page * BLOCKS, stop = Math.min(source.fates.length, first + BLOCKS);
  const rows = [];
  for (let at = first; at < stop; at++) rows.push(blockRow(state, source, at, at === block));
  const pages = Math.ceil(source.fates.length / BLOCKS);
  const pager = pages > 1 ? el("nav.pager", { "aria-label": "Pages" }, page > 0 ? el("a", { href: `#doc/${source.at}/${first - BLOCKS}` }, "‹ before") : "", el("span", {}, `blocks ${number(first + 1)} to ${number(stop)} of ${number(source.fates.length)}`), page < pages - 1 ? el("a", { href: `#doc/${source.at}/${stop}` }, "next ›") : "") : null;
  const facts = `${bytes(source.size)}, ${source.codec} (${source.how}), line ends ${source.line_end.toUpperCase()}, paragraphs by ${source.segment}, ${plural(source.fates.length, "block")}`;
  return el("section.document", { id: "document" }, el("p.back", {}, el("a", { href: "#documents" }, "‹ all documents")), el("h2", {}, name(source.id)), verdict(state, source), el("p.note", {}, facts), findings(source), strip(state, source, 600), legend(state, [source]), pager, el("ol.blocks", {}, rows), pager && pager.cloneNode(true));
}

function findings(source) {
  if (!source.findings.length) return null;
  return el("details.findings", {}, el("summary", {}, plural(source.findings.length, "finding")), el("ul", {}, source.findings.map(([kind, severity, detail]) => el(`li.${severity}`, {}, el("b", {}, kind), ` ${visible(detail)}`))));
}

function blockRow(state, source, block, chosen) {
  const fate = source.fates[block], link = state.links(source.at).get(block), pieces = state.text(source.at, block);
  const holder = el(".compared");
  const show = () => holder.replaceChildren(...(holder.childElementCount ? [] : [el(".sides", {}, el(".side-head", {}, "kept copy"), el(".side-head", {}, "kgm".includes(fate) ? "kept, too" : "dropped, as it was found")), pair(state, link[2] === null ? null : [link[1], link[2]], [source.at, block])]));
  const wants = state.compare && state.compare[0] === source.at && state.compare[1] === block;
  if (wants && link) show();
  const said = link ? el("p.said", {}, `${state.data.fates[fate]}: `, link[1] < 0 ? "a text of the reference corpus" : link[2] === null ? el("a", { href: `#doc/${link[1]}` }, name(state.sources[link[1]].id)) : place(state, [link[1], link[2], 1], true), ` `, link[3] || link[2] !== null ? meter(similarity([link[3], link[4]])) : "no copy of its own", link[1] >= 0 ? el("button.small", { type: "button", onclick: show }, "compare") : null) : null;
  return el(`li.block.is-${fate}`, { class: `block is-${fate}${chosen ? " chosen" : ""}`, "data-block": block, tabindex: -1 }, el("span.at", {}, String(source.lines[block])), el(".body", {}, said, wants && link ? null : el(".text", { dir: "auto" }, pieces ? found(pieces) : el("span.more", {}, fate === "q" ? "bytes, carried as they are" : "left out of this report for its size")), holder));
}
