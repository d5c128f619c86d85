// The first page: what was read, what is left, where the rest went.

function overview(state) {
  const { data } = state;
  return el("section.overview", { id: "overview" }, alarms(data), tiles(data), share(data), el(".columns", {}, histogram(data), sizes(data)), el(".columns", {}, ranked(state), folders(state)), options(data));
}

function alarms(data) {
  const told = data.about.alarms || [];
  return told.length ? el("ul.alarms", { role: "alert" }, told.map((alarm) => el("li", {}, visible(typeof alarm === "string" ? alarm : alarm.sentence || JSON.stringify(alarm))))) : null;
}

function tiles(data) {
  const { totals } = data;
  const sum = (counts, test) => Object.entries(counts).reduce((total, [key, n]) => total + (test(key) ? n : 0), 0);
  const all = (counts) => sum(counts, () => true);
  const isKept = (key) => key === "kept", isCarried = (key) => FATE_OF[key] === "q";
  const isDropped = (key) => !isKept(key) && !isCarried(key);
  const sources = all(totals.sources), blocks = all(totals.blocks);
  const tile = (id, value, what, more) => el(".tile", { id }, el("strong", {}, value), el("span", {}, what), el("small", {}, more));
  return el(".tiles", {},
    tile("sources", number(sources), sources === 1 ? "source" : "sources", bytes(totals.read)),
    tile("documents", number(totals.sources.kept || 0), "canonical documents", `${number(totals.characters)} characters`),
    tile("kept", number(totals.blocks.kept || 0), "blocks kept", `of ${number(blocks)}`),
    tile("dropped", number(sum(totals.blocks, isDropped)), "blocks dropped", percent(sum(totals.blocks, isDropped), blocks)),
    tile("removed", bytes(sum(totals.bytes, isDropped)), "removed", percent(sum(totals.bytes, isDropped), totals.read)),
    tile("runs", number(totals.runs), "runs", "paragraphs that repeat in order"),
  );
}

const FATE_OF = { kept: "k", exact: "e", near: "n", run: "r", binary: "q", undecodable: "q", "invalid-record": "q" };
const REASONS = {
  kept: "kept", exact: "the same text", near: "nearly the same", run: "part of a run", binary: "carried: no text", undecodable: "carried: in no known encoding", "invalid-record": "carried: no record",
  "document.exact": "with its document, the same", "document.near": "with its document, nearly the same", "document.contained": "with its document, contained", "document.spread": "with its document, spread over others",
};

function share(data) {
  const order = ["kept", "exact", "near", "run", "document.exact", "document.near", "document.contained", "document.spread", "binary", "undecodable", "invalid-record"];
  const rest = Object.keys(data.totals.bytes).filter((key) => !order.includes(key));
  const parts = [...order, ...rest].filter((key) => data.totals.bytes[key]);
  const sum = parts.reduce((total, key) => total + data.totals.bytes[key], 0);
  const fate = (key) => FATE_OF[key] || (key === "document.near" ? "d2" : key === "document.contained" ? "d3" : "d");
  return el("figure.share", {}, el("figcaption", {}, "Where the bytes went"),
    el(".bar", { role: "img", "aria-label": parts.map((key) => `${REASONS[key] || key}: ${percent(data.totals.bytes[key], sum)}`).join(", ") },
      parts.map((key) => el(`i.fate-${fate(key)}`, { grow: data.totals.bytes[key] / sum, title: `${REASONS[key] || key}: ${bytes(data.totals.bytes[key])}` }))),
    el("ul.legend", {}, parts.map((key) => el("li", { "data-reason": key }, el(`i.fate-${fate(key)}`), `${REASONS[key] || key} `, el("b", {}, bytes(data.totals.bytes[key])), ` in ${plural(data.totals.blocks[key], "block")}`))));
}

// -- Plots -----------------------------------------------------------------------------------------------------------

function histogram(data) {
  const { exact } = data.similarities, all = data.similarities.dropped.map((n, i) => [n, data.similarities.kept[i]]);
  // What lies far below all there is needs no room.
  const threshold = fraction((data.about.profile || {}).threshold || "4/5");
  const least = all.findIndex(([n, m]) => n + m), low = Math.min(threshold, least < 0 ? 1 : least / all.length);
  const first = low >= 0.7 ? 0.7 * all.length : low >= 0.5 ? all.length / 2 : 0;
  const bins = all.slice(first), from = first / all.length, top = Math.max(1, ...bins.map(([n, m]) => n + m));
  const width = 480, height = 170, step = width / bins.length;
  const x = (value) => (width * (value - from)) / (1 - from), y = (n) => (n ? Math.max(2, (n / top) * (height - 20)) : 0);
  const bars = bins.flatMap(([n, m], i) => {
    const title = `${((first + i) / all.length).toFixed(3)} to ${((first + i + 1) / all.length).toFixed(3)}: ${number(n)} dropped, ${number(m)} kept`;
    const bar = (fate, h, base) => svg("rect", { class: `fate-${fate}`, x: i * step + 1, y: height - base - h, width: step - 2, height: h }, svg("title", {}, title));
    return [bar("n", y(n), 0), bar("m", y(m), y(n))];
  });
  const ticks = (from === 0.7 ? [0.7, 0.8, 0.9, 1] : from ? [0.5, 0.6, 0.7, 0.8, 0.9, 1] : [0, 0.25, 0.5, 0.75, 1]);
  const tick = (value) => svg("text", { x: Math.min(width - 2, Math.max(2, x(value))), y: height + 16, "text-anchor": value === from ? "start" : value === 1 ? "end" : "middle" }, String(value));
  const chart = svg("svg", { viewBox: `0 0 ${width} ${height + 22}`, role: "img", "aria-label": "Histogram of similarities" },
    svg("line", { class: "axis", x1: 0, x2: width, y1: height, y2: height }), bars,
    svg("line", { class: "threshold", x1: x(threshold), x2: x(threshold), y1: 0, y2: height }),
    svg("text", { class: "threshold", x: x(threshold) - 6, y: 12, "text-anchor": "end" }, `threshold ${threshold}`), ticks.map(tick));
  return el("figure", { id: "histogram" }, el("figcaption", {}, "How similar what repeats is"), chart,
    el("p.note", {}, exact ? `${number(exact)} more are exactly the same. ` : "", el("i.key.fate-n"), "dropped ", el("i.key.fate-m"), "reported and kept"));
}

function fraction(text) {
  const [p, q] = String(text).split("/").map(Number);
  return q ? p / q : p;
}

function sizes(data) {
  const counts = data.sizes.map(([size, n]) => ({ size, n }));
  const rows = counts.length > 9 ? [...counts.slice(0, 8), { size: `${counts[8].size} or more`, n: counts.slice(8).reduce((sum, { n }) => sum + n, 0) }] : counts;
  const top = Math.max(1, ...rows.map(({ n }) => n));
  return el("figure", { id: "sizes" }, el("figcaption", {}, "How many copies a group has"),
    rows.length ? el("table.bars", {}, rows.map(({ size, n }) => el("tr", {}, el("th", { scope: "row" }, String(size)), el("td", {}, el("i.fate-r", { width: `${(60 * n) / top}%` }), el("span", {}, number(n)))))) : el("p.note", {}, "Nothing repeats."));
}

function ranked(state) {
  const rows = state.sources.filter(({ removed }) => removed).sort((a, b) => b.removed - a.removed || a.at - b.at).slice(0, 12);
  const top = Math.max(1, ...rows.map(({ removed }) => removed));
  return el("figure", { id: "ranked" }, el("figcaption", {}, "Sources that lost most"),
    rows.length ? el("table.bars", {}, rows.map((source) => el("tr", {}, el("th", { scope: "row" }, el("a", { href: `#doc/${source.at}` }, name(source.id))), el("td", {}, el("i.fate-e", { width: `${(50 * source.removed) / top}%` }), el("span", {}, `${bytes(source.removed)}, ${percent(source.removed, source.size)}`))))) : el("p.note", {}, "No source lost anything."));
}

function folders(state) {
  const found = new Map();
  for (const source of state.sources) {
    const row = found.get(source.folder) || { count: 0, size: 0, removed: 0 };
    if (source.status !== "quarantined") found.set(source.folder, { count: row.count + 1, size: row.size + source.size, removed: row.removed + source.removed });
  }
  const rows = [...found].sort(([a, x], [b, y]) => y.removed - x.removed || (a < b ? -1 : 1)).slice(0, 12);
  return el("figure", { id: "folders" }, el("figcaption", {}, "Folders that lost most, of their text"),
    el("table.figures.headed", {}, el("tr", {}, ["folder", "sources", "read", "removed", ""].map((head) => el("th", { scope: "col" }, head))),
      rows.map(([folder, row]) => el("tr", {}, el("th", { scope: "row" }, el("a", { href: "#groups", onclick: () => state.filter({ folder }) }, name(folder))), el("td", {}, number(row.count)), el("td", {}, bytes(row.size)), el("td", {}, percent(row.removed, row.size)), el("td.meter", {}, el("i.fate-e", { width: `${row.size ? (100 * row.removed) / row.size : 0}%` }))))));
}

function options(data) {
  const { about } = data;
  const rows = Object.entries({ docnorm: about.docnorm, scheme: about.scheme, fingerprint: about.fingerprint, ...about.profile }).filter(([, value]) => value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && !value.length));
  return el("details.options", {}, el("summary", {}, "With which options"), el("table.figures", {}, rows.map(([key, value]) => el("tr", {}, el("th", { scope: "row" }, key), el("td", {}, visible(typeof value === "string" ? value : JSON.stringify(value)))))));
}
