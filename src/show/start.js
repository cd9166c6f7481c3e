// The head of the page, its filters and keys, and the beginning of all.

/** The sum of the characters: of each page a bar, or of the whole where there are no pages. */
function accounting() {
  const { read, placed, left_out: left, unaccounted } = data.accounting;
  const kinds = { placed: 0, signs: 0, left: 0, outside: 0, refused: 0 };
  const kindOf = (reason) => (["bullet", "arrow", "hyphen", "note-mark"].includes(reason) ? "signs"
    : reason === "outside" || reason === "refused" ? reason : "left");
  const sumOf = ({ placed: own, left_out: all }) => {
    const sum = { ...kinds, placed: own };
    for (const [reason, count] of Object.entries(all)) sum[kindOf(reason)] += count;
    return sum;
  };
  const names = { placed: "placed", signs: "bullets, arrows and other signs", left: "left out", outside: "outside of tables", refused: "taken for no table" };
  const whole = sumOf({ placed, left_out: left });
  const told = Object.keys(kinds).filter((kind) => whole[kind]).map((kind) => `${whole[kind].toLocaleString("en")} ${names[kind]}`).join(" + ");
  const text = `${read.toLocaleString("en")} characters read = ${told}, ${unaccounted} unaccounted`;
  const bars = data.pages.length ? data.pages.map((page) => ({ page: page.page, sum: sumOf(page) })) : [{ page: null, sum: whole }];
  const most = Math.max(1, ...bars.map(({ sum }) => Object.values(sum).reduce((a, b) => a + b, 0)));
  const lone = bars.length === 1;
  const picture = drawn("svg", { viewBox: lone ? "0 0 100 1" : `0 0 ${bars.length} 100`, preserveAspectRatio: "none", role: "img", "aria-label": `Accounting: ${text}` });
  bars.forEach(({ page, sum }, at) => {
    const column = drawn("g", page ? { "data-page": page } : {});
    let end = lone ? 0 : 100;
    for (const kind of Object.keys(kinds)) {
      const part = (sum[kind] / most) * 100;
      if (!part) continue;
      column.append(lone ? drawn("rect", { class: kind, x: end, y: 0, width: part, height: 1 })
        : drawn("rect", { class: kind, x: at + 0.08, y: end - part, width: 0.84, height: part }));
      end += lone ? part : -part;
    }
    if (page) {
      column.prepend(drawn("rect", { class: "ground", x: at, y: 0, width: 1, height: 100 }));
      const title = drawn("title");
      title.textContent = `Page ${page}: ${Object.keys(kinds).filter((kind) => sum[kind]).map((kind) => `${sum[kind]} ${names[kind]}`).join(", ")}`;
      column.append(title);
    }
    picture.append(column);
  });
  picture.addEventListener("click", (event) => {
    const page = event.target.closest("[data-page]")?.dataset.page;
    if (page) source.leaves[page - 1]?.section.scrollIntoView({ block: "start" });
  });
  $("accounting").append(picture, el("p", {}, el("span", { class: "key placed", "aria-hidden": "true" }), text));
}

const wanted = { text: "", flag: "", table: "", page: "" };

const texts = new Map();

function textOf(t, r) {
  const key = keyOf(t, r);
  if (!texts.has(key)) {
    const record = recordAt(t, r);
    texts.set(key, fold([record.id, record.group ?? "", ...record.cells.map((_, c) => cellText(t, r, c)), ...record.notes].join("\n")));
  }
  return texts.get(key);
}

function fits({ t, r }) {
  const { flags } = recordAt(t, r);
  if (wanted.table !== "" && Number(wanted.table) !== t) return false;
  if (wanted.page !== "" && !pagesOf(t, r).has(Number(wanted.page))) return false;
  if (wanted.flag === "any" && !flags.length) return false;
  if (wanted.flag && wanted.flag !== "any" && !flags.some(([, , code]) => code === wanted.flag)) return false;
  return !wanted.text || fold(wanted.text).split(/\s+/).every((word) => textOf(t, r).includes(word));
}

/** Hides the records that are not wanted. */
function filter() {
  let shown = 0;
  const tables = new Set();
  for (const card of cards.values()) {
    const fit = fits(card);
    card.element.hidden = !fit;
    if (fit) {
      shown += 1;
      tables.add(card.t);
    }
  }
  for (const head of document.querySelectorAll("#list > [data-t]:not(.card)")) head.hidden = !tables.has(Number(head.dataset.t));
  const any = Object.values(wanted).some(Boolean);
  $("rest").hidden = any;
  summary(any ? shown : null);
  if (any) say(`${shown} of ${cards.size} studies`);
}

function showAll() {
  for (const key of Object.keys(wanted)) wanted[key] = "";
  $("find").value = "";
  for (const id of ["by-flag", "by-table", "by-page"]) $(id).value = "";
  filter();
}

function summary(shown) {
  const records = data.tables.reduce((sum, table) => sum + table.records.length, 0);
  $("sum").replaceChildren(
    shown === null ? plural(records, "study", "studies") : `${shown} of ${plural(records, "study", "studies")}`,
    ` · ${plural(data.tables.length, "table")}`,
    el("span", { class: "soft" }, ` · ${data.tool}, sha256 ${data.source.sha256.slice(0, 12)}…`));
}

function startTop() {
  $("title").textContent = data.source.name;
  summary(null);
  const codes = new Map();
  for (const table of data.tables) for (const { flags } of table.records) for (const [, , code] of flags) codes.set(code, (codes.get(code) ?? 0) + 1);
  const sorted = [...codes].sort(([a], [b]) => (a < b ? -1 : 1));
  options($("by-flag"), [...(codes.size ? [["any", "with a flag"]] : []), ...sorted.map(([code, count]) => [code, `${code} (${count})`])], "all");
  options($("by-table"), data.tables.map((table, t) => [String(t), table.title ?? `Table ${t + 1}`]), "all");
  options($("by-page"), source.isPages ? source.leaves.map((_, at) => [String(at + 1), String(at + 1)]) : [], "all");
  $("table-field").hidden = data.tables.length < 2;
  $("page-field").hidden = !source.isPages;
  const follow = (id, key) => $(id).addEventListener("input", () => {
    wanted[key] = $(id).value;
    filter();
    if (key === "page" && wanted.page) source.leaves[wanted.page - 1]?.section.scrollIntoView({ block: "start" });
  });
  follow("by-flag", "flag");
  follow("by-table", "table");
  follow("by-page", "page");
  follow("find", "text");
  startTheme();
  for (const why of data.unseen) $("leaves").before(el("p", { class: "unseen-note" }, why));
  accounting();
}

const KEYS = [
  ["j, k", "next and previous open point"],
  ["/", "search"],
  ["arrow keys", "from step to step, on a chip"],
  ["Esc", "close, or show all again"],
  ["?", "these keys"],
];

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    if (typing) event.target.blur();
    if (!deskEscape() && !typing) showAll();
    return;
  }
  if (typing) return;
  if (event.key === "?") $("help").showModal();
  else if (event.key === "/") $("find").focus();
  else if (!deskKey(event.key)) return;
  event.preventDefault();
}

function fromHash() {
  const place = placeOf(decodeURIComponent(location.hash.slice(1)));
  if (place) choose(place, { from: "link", quiet: true });
}

source.start();
startDesk();
startTop();
startRecords();
startRest();
startSample();
if (data.compare) KEYS.push(["1, 2", "take what the first decided, or the second"]);
startHelp(KEYS.concat(DESK_KEYS));
markFlags();
startServed();
document.addEventListener("keydown", onKey);
addEventListener("hashchange", fromHash);
fromHash();
