// Two versions and what changed between them: the list of changes, and both sources as printed beside it.

const SIDES = ["old", "new"];
// Each tone has a sign, so that nobody has to tell colours apart.
const SIGNS = { gone: "−", come: "+", changed: "~", moved: "↷" };
const WORDS = { gone: "removed", come: "added", away: "moved away", here: "moved here" };
const wanted = { text: "", kind: "", table: "" };
// All changes in the order of the list: each with its part, its element, and whether it is shown.
const changes = [];
let chosen = null;

// By side and number of a value: the changes that light it up, those first that tell of the fewest.
const ofValue = SIDES.map(() => new Map());

const spansOf = (side, numbers) => numbers.flatMap((v) => data.sides[side].values[v][0]);

/** The tone of a box: that of the change that tells most closely of it. */
const toneOf = (side, v) => ofValue[side].get(v)?.[0].tone;

const sources = SIDES.map((name, side) => new Source({
  name: side ? "New" : "Old", view: data.sides[side].view, pane: $(name), holder: $(`${name}-leaves`), page: (number) => $(`${name}-page-${number}`),
  kinds: Object.fromEntries(Object.keys(SIGNS).map((tone) => [tone, ({ v, id }) => toneOf(side, v) === tone && !sources[side].isLit(id)])),
  loose: Object.keys(SIGNS),
  point(event, entry) {
    const [change] = changesAt(side, entry);
    $(name).classList.toggle("pointing", Boolean(change));
    $("tip").hidden = true;
    if (change) showTip(event, el("strong", {}, headOf(change)), lineView(change.lines[0]));
    glance(change ?? null);
  },
  press(entry) {
    const all = changesAt(side, entry);
    // Where several changes tell of one value, each click chooses the next.
    if (all.length) choose(all[(all.indexOf(chosen) + 1) % all.length], { from: side });
  },
}));

const changesAt = (side, entry) => (entry && ofValue[side].get(entry.v)?.filter((change) => !change.element.hidden)) ?? [];

const headOf = (change) => change.part.name ?? (change.part.record || change.part.title || change.part.table || "All tables");

/** A line of a change, with what went and what came marked by more than colour. */
function lineView([depth, tone, pieces]) {
  const piece = ([mark, text]) => {
    if (!mark) return text;
    const gone = mark === "gone" || mark === "away";
    return el(gone ? "del" : "ins", { class: mark === "away" || mark === "here" ? "moved" : null },
      el("span", { class: "unseen" }, ` ${WORDS[mark]}: `), text, el("span", { class: "unseen" }, `, end of ${WORDS[mark]}; `));
  };
  const sign = depth ? null : el("span", { class: `sign ${tone}`, "aria-hidden": "true" }, SIGNS[tone]);
  return el("span", { class: `line-of depth-${Math.min(depth, 1)}` }, sign, el("span", {}, ...pieces.map(piece)));
}

function changeView(change) {
  const made = el("button", { type: "button", class: `change ${change.tone}`, tabindex: "-1", "data-id": change.id }, ...change.lines.map(lineView));
  made.addEventListener("click", () => choose(change));
  made.addEventListener("focus", () => chosen !== change && choose(change, { quiet: true }));
  made.addEventListener("pointerenter", () => glance(change));
  made.addEventListener("pointerleave", () => glance(null));
  return el("li", {}, made);
}

/** Lights up a change while it is looked at, without moving anything. */
function glance(change) {
  for (const one of document.querySelectorAll(".change.lit")) one.classList.remove("lit");
  if (change) change.button.classList.add("lit");
  sources.forEach((source, side) => source.light(litIds(change && change !== chosen ? change.lit[side] : [])));
}

/** Where a change stands, in a few words beside the name of the version. */
function whereOf(change, side) {
  if (!data.sides[side].values.length) return "no table";
  const [first] = spansOf(side, change.lit[side]);
  if (!first) return change.near[side] === null ? "nothing here" : change.lit[1 - side].length ? "not here; it would stand about here" : "near here";
  const source = sources[side];
  if (source.kind === "lines") return `line ${first[0]}`;
  // What stands beside a table has no number of one.
  if (!source.isPages) return first[1] ? `table ${first[1]}, row ${first[2]}` : "beside a table";
  const pages = [...new Set(spansOf(side, change.lit[side]).map(([page]) => page))];
  return `page ${pages.length > 4 ? `${pages[0]} to ${pages.at(-1)}` : pages.join(", ")}`;
}

/** Chooses a change: it stays lit, and both sources come to it. */
function choose(change, { from = "list", quiet = false } = {}) {
  if (change.element.hidden) showAll();
  if (chosen) {
    chosen.button.classList.remove("chosen");
    chosen.button.removeAttribute("aria-current");
    chosen.button.tabIndex = -1;
  }
  chosen = change;
  change.button.classList.add("chosen");
  change.button.setAttribute("aria-current", "true");
  for (const one of document.querySelectorAll('.change[tabindex="0"]')) one.tabIndex = -1;
  change.button.tabIndex = 0;
  $("tip").hidden = true;
  sources.forEach((source, side) => {
    source.light(litIds(change.lit[side]), true);
    const near = change.near[side];
    if (from !== side) source.show(spansOf(side, change.lit[side].length || near === null ? change.lit[side] : [near]));
    $(`${SIDES[side]}-where`).textContent = whereOf(change, side);
  });
  if (from !== "list") change.element.scrollIntoView({ block: "nearest" });
  if (!quiet) history.replaceState(null, "", `#${encodeURIComponent(change.id)}`);
  count();
}

const shown = () => changes.filter((change) => !change.element.hidden);

/** The next change, or the one before; the first where none is chosen. */
function step(by) {
  const all = shown();
  const at = all.indexOf(chosen);
  const next = at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by];
  if (!next) return void say(by > 0 ? "This is the last change." : "This is the first change.");
  choose(next);
  next.button.focus({ preventScroll: true });
  next.element.scrollIntoView({ block: "nearest" });
}

function fits(change) {
  if (wanted.kind && !change.kinds.includes(wanted.kind)) return false;
  if (wanted.table && change.part.table !== wanted.table) return false;
  return !wanted.text || fold(wanted.text).split(/\s+/).every((word) => change.text.includes(word));
}

function filter() {
  for (const change of changes) change.element.hidden = !fits(change);
  for (const group of document.querySelectorAll(".part, .table-of")) group.hidden = !group.querySelector("li:not([hidden])");
  count();
  say($("count").textContent);
  const all = shown();
  if (all.length && !all.some((change) => change.button.tabIndex === 0)) all[0].button.tabIndex = 0;
  sources.forEach((source) => source.draw());
}

function showAll() {
  for (const key of Object.keys(wanted)) wanted[key] = "";
  for (const id of ["find", "by-kind", "by-table"]) $(id).value = "";
  filter();
}

/** How many changes are shown, and which of them is chosen. */
function count() {
  const all = shown();
  const at = all.indexOf(chosen);
  const told = all.length === changes.length ? plural(changes.length, "entry", "entries") : `${all.length} of ${plural(changes.length, "entry", "entries")}`;
  $("count").textContent = at < 0 ? told : `${at + 1} of ${told}`;
}

function startList() {
  const list = $("list");
  let table = null;
  for (const part of data.parts) {
    if (!table || table.name !== part.table) {
      table = { name: part.table, box: el("section", { class: "table-of" }, el("h2", { class: "table" }, part.title ?? (part.table || "All tables"),
        part.title ? el("span", { class: "soft" }, ` ${part.table}`) : null)) };
      list.append(table.box);
    }
    const entries = el("ul");
    const head = part.record ? el("h3", {}, part.name ?? part.record, part.name ? el("span", { class: "soft" }, ` ${part.record}`) : null) : null;
    table.box.append(el("section", { class: "part" }, head, entries));
    for (const change of part.changes) {
      const own = { ...change, part };
      own.element = changeView(own);
      own.button = own.element.firstChild;
      own.text = fold([part.table, part.title ?? "", part.record, part.name ?? "", ...change.lines.flatMap(([, , pieces]) => pieces.map(([, text]) => text).join(""))].join("\n"));
      changes.push(own);
      entries.append(own.element);
    }
  }
  if (changes.length) changes[0].button.tabIndex = 0;
  else list.append(el("p", { class: "same" }, "Nothing changed: both versions have the same tables, studies and values."));
}

function startSources() {
  const byFewest = [...changes].sort((a, b) => a.lit[0].length + a.lit[1].length - b.lit[0].length - b.lit[1].length);
  data.sides.forEach((own, side) => {
    for (const change of byFewest) {
      for (const v of change.lit[side]) {
        if (!ofValue[side].has(v)) ofValue[side].set(v, []);
        ofValue[side].get(v).push(change);
      }
    }
    own.values.forEach(([spans, text], v) => {
      for (const span of spans) sources[side].add({ kind: "value", v, id: `v${v}`, span, text });
    });
    const name = SIDES[side];
    $(`${name}-name`).textContent = own.name;
    for (const why of own.told) $(`${name}-leaves`).before(el("p", { class: "unseen-note" }, why));
    skipped(side);
    sources[side].start();
  });
}

/** Says in place of runs of pages that nothing changed on them. */
function skipped(side) {
  const own = new Set(data.sides[side].skipped);
  let [first, last] = [null, null];
  const tellRun = (before) => {
    if (first === null) return;
    const told = el("p", { class: "skipped" }, first === last ? `Page ${first}: nothing changed, not shown` : `Pages ${first} to ${last}: nothing changed, not shown`);
    if (before) before.before(told);
    else $(`${SIDES[side]}-leaves`).append(told);
    first = null;
  };
  for (let page = 1; page <= (sources[side].isPages ? sources[side].view.length : 0); page += 1) {
    if (own.has(page)) [first, last] = [first ?? page, page];
    else tellRun($(`${SIDES[side]}-page-${page}`));
  }
  tellRun(null);
}

function startTop() {
  const [old, now] = data.sides;
  $("title").textContent = `${old.name} → ${now.name}`;
  $("sum").append(data.sum || "No change", el("span", { class: "soft" }, ` · ${data.tool}`));
  options($("by-kind"), Object.entries(data.counts).map(([kind, times]) => [kind.replaceAll(" ", "-"), `${kind} (${times})`]), "all");
  const tables = new Map(data.parts.filter((part) => part.table).map((part) => [part.table, part.title ?? part.table]));
  options($("by-table"), [...tables], "all");
  $("table-field").hidden = tables.size < 2;
  for (const [id, key] of [["find", "text"], ["by-kind", "kind"], ["by-table", "table"]]) {
    $(id).addEventListener("input", () => {
      wanted[key] = $(id).value;
      filter();
    });
  }
  startTheme();
  turn(kept("versions stacked") === "yes");
  $("turn").addEventListener("click", () => turn(!document.body.classList.contains("stacked")));
}

/** Sets the two versions beside each other, or one under the other. */
function turn(stacked) {
  document.body.classList.toggle("stacked", stacked);
  $("turn").setAttribute("aria-pressed", String(stacked));
  keep("versions stacked", stacked ? "yes" : "no");
  if (chosen) choose(chosen, { quiet: true });
}

const KEYS = [
  ["j, k", "next and previous change"],
  ["/", "search"],
  ["v", "the versions one under the other, or side by side"],
  ["Esc", "show all again"],
  ["?", "these keys"],
];

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest?.("input, textarea, select");
  if (event.key === "Escape") {
    if (typing) event.target.blur();
    else showAll();
    return;
  }
  if (typing) return;
  const inList = event.target.closest?.("#list");
  if (event.key === "j" || (inList && event.key === "ArrowDown")) step(1);
  else if (event.key === "k" || (inList && event.key === "ArrowUp")) step(-1);
  else if (event.key === "/") $("find").focus();
  else if (event.key === "v") $("turn").click();
  else if (event.key === "?") $("help").showModal();
  else return;
  event.preventDefault();
}

function fromHash() {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    return;
  }
  const change = changes.find((own) => own.id === id);
  if (change) choose(change, { from: "link", quiet: true });
}

startList();
startSources();
startTop();
startHelp(KEYS);
count();
document.addEventListener("keydown", onKey);
addEventListener("hashchange", fromHash);
fromHash();
