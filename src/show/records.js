// The records on the right: a card for each study, its items and steps as chips.

const AT_ONCE = 12;
const cards = new Map();
let chosen = null;

const repairsBy = new Map();
data.repairs.forEach((repair, at) => {
  const key = `${repair.table}\n${repair.record}\n${repair.column}`;
  if (!repairsBy.has(key)) repairsBy.set(key, []);
  repairsBy.get(key).push({ ...repair, at });
});

const repairsOf = (t, r, c) =>
  repairsBy.get(`${data.tables[t].id}\n${recordAt(t, r).id}\n${columnsOf(t)[c].key}`) ?? [];

/** The pages on which a record stands. */
function pagesOf(t, r) {
  const pages = new Set();
  if (source.isPages) for (const [, parts] of recordAt(t, r).cells) for (const [, , spans] of parts) for (const [page] of spans) pages.add(page);
  return pages;
}

// What is only suspicious: nothing was changed there, so no before is shown.
const SUSPICIONS = new Set(data.suspicions);

/** What was there and what it became, where they differ. */
function turned(before, after) {
  if (!before) return null;
  if (!after || after === before) return el("q", { class: "was" }, before);
  return el("span", { class: "turned" }, el("del", {}, before), el("span", { "aria-label": "became" }, " → "), el("ins", {}, after));
}

function evidence(repair) {
  const { code, before, after } = repair;
  return el("div", { class: "evidence" }, SUSPICIONS.has(code) ? turned(after || before, after || before) : turned(before, after),
    repair.reasons.length ? el("span", { class: "because" }, repair.reasons.join("; ")) : null);
}

function flagNote(t, r, flag, settled) {
  const [c, i, code, confidence] = flag;
  const repair = repairsOf(t, r, c).find((own) => own.code === code && (own.item ?? null) === (i ?? null));
  return el("div", { class: `flag ${confidence}${settled ? " settled" : ""}` },
    el("p", {}, sure(confidence), " ", el("strong", {}, code),
      i === null || i === undefined ? null : el("span", { class: "soft" }, ` item ${i}`),
      settled ? el("span", { class: "soft" }, " · settled") : null,
      el("span", { class: "meaning" }, ` ${data.codes[code]}`)),
    repair ? evidence(repair) : null);
}

function repairNotes(t, r, c) {
  const flags = recordAt(t, r).flags;
  const own = repairsOf(t, r, c).filter((repair) =>
    !flags.some(([column, i, code]) => column === c && code === repair.code && (i ?? null) === (repair.item ?? null)));
  if (!own.length) return null;
  return el("details", { class: "repairs" }, el("summary", {}, plural(own.length, "repair")),
    ...own.map((repair) => el("div", { class: "repair" },
      el("p", {}, sure(repair.confidence), " ", el("strong", {}, repair.code),
        repair.item === null ? null : el("span", { class: "soft" }, ` item ${repair.item}`)), evidence(repair))));
}

function chip(place, text, vs, index) {
  return el("button", {
    type: "button", class: `chip${vs.some((v) => flagged.has(v)) ? " flagged" : ""}`, tabindex: "-1",
    "data-v": vs.join(" "), "data-c": place.c, "data-i": place.i ?? "", "data-s": index ?? "",
  }, text);
}

function itemView(t, r, c, item) {
  const place = { t, r, c, i: item.i };
  const line = el("li", { class: `chain${item.how ? " decided" : ""} level-${Math.min(item.level, 4)}` });
  item.steps.forEach((step, s) => {
    if (s) line.append(el("span", { class: "arrow", "aria-hidden": "true" }, "→"));
    line.append(chip(place, step.text, step.vs, s));
  });
  if (item.how) line.append(el("span", { class: "how" }, item.how.do));
  return line;
}

function cellView(t, r, c, cell, settled) {
  const body = el("dd");
  if (cell.slots) {
    const items = itemsOf(cell);
    if (items.length) body.append(el("ul", { class: "chains" }, ...items.map((item) => itemView(t, r, c, item))));
    if (cell.how) body.append(el("p", { class: "how" }, `${cell.how.do}: the cell`));
  } else if (cell.text) {
    body.append(el("div", { class: `text${cell.how ? " decided" : ""}` }, chip({ c, i: null }, cell.text, cell.vs),
      cell.how ? el("span", { class: "how" }, cell.how.do) : null));
  } else if (cell.how) body.append(el("p", { class: "how" }, `${cell.how.do}: empty`));
  const flags = recordAt(t, r).flags;
  flags.forEach((flag, at) => {
    if (flag[0] === c) body.append(flagNote(t, r, flag, settled.has(at)));
  });
  const repairs = repairNotes(t, r, c);
  if (repairs) body.append(repairs);
  if (!body.childNodes.length) return null;
  return el("div", { class: "cell" }, el("dt", {}, headerOf(t, c)), body);
}

/** The inside of a card, as the decisions in force make it. */
function fill(card) {
  const { t, r } = card;
  const record = recordAt(t, r);
  const state = applied([keyOf(t, r)]).get(keyOf(t, r));
  const done = points.filter((point) => point.done && point.t === t && point.r === r);
  const settled = new Set([...state.settled, ...card.answered, ...done.flatMap((point) => point.flags)]);
  const title = keyText(t, r) || "(no key)";
  const pages = [...pagesOf(t, r)];
  const open = record.flags.filter((_, at) => !settled.has(at)).length;
  const head = el("header", {},
    el("h3", {}, el("a", { href: `#${address({ t, r })}` }, title)),
    el("p", { class: "soft" }, [record.group, pages.length ? `page ${pages.join(", ")}` : null].filter(Boolean).join(" · ")),
    open ? el("span", { class: "open" }, `${open} open`) : null,
    state.gone ? el("span", { class: "how" }, "drop: the record") : null);
  const key = data.tables[t].key;
  const cells = state.cells.map((cell, c) => {
    // The key is the title of the card; it has a row of its own where something is said of it.
    const told = cell.how || record.flags.some(([column]) => column === c) || repairsOf(t, r, c).length;
    return c === key && !told ? null : cellView(t, r, c, cell, settled);
  });
  card.element.classList.toggle("gone", Boolean(state.gone));
  card.element.replaceChildren(head, el("dl", {}, ...cells.filter(Boolean)),
    ...record.notes.map((note) => el("p", { class: "note" }, note)));
  card.filled = true;
}

function makeCard(t, r) {
  const record = recordAt(t, r);
  const answered = new Set(data.standing.answered.filter(([a, b]) => a === t && b === r).map(([, , flag]) => flag));
  const element = el("article", { class: "card", "data-t": t, "data-r": r, "aria-label": keyText(t, r) || record.id });
  const card = { t, r, element, answered, filled: false };
  cards.set(keyOf(t, r), card);
  return card;
}

const cardOf = ({ t, r }) => cards.get(keyOf(t, r));

function refresh(keys) {
  for (const key of new Set(keys)) {
    const card = cards.get(key);
    if (!card) continue;
    if (card.filled) fill(card);
  }
  markFlags();
  mark();
  rove();
}

/** Which values have a flag that is open. */
function markFlags() {
  flagged.clear();
  for (const point of points) {
    if (point.t !== undefined && point.c !== undefined && !point.done) for (const v of valuesOf(point)) flagged.add(v);
  }
  source.draw();
  for (const one of document.querySelectorAll(".chip")) {
    one.classList.toggle("flagged", one.dataset.v !== "" && one.dataset.v.split(" ").some((v) => flagged.has(Number(v))));
  }
}

/** One chip at a time can be reached with the tab key. */
function rove() {
  const current = chosen && chipsOf(chosen)[0];
  const first = current ?? document.querySelector(".chip");
  for (const one of document.querySelectorAll('.chip[tabindex="0"]')) one.tabIndex = -1;
  if (first) first.tabIndex = 0;
}

/** The chips of a place. */
function chipsOf(place) {
  const card = place && cardOf(place);
  if (!card) return [];
  const vs = new Set(valuesOf(place).map(String));
  const fits = (one) => one.dataset.v.split(" ").some((v) => vs.has(v));
  return [...card.element.querySelectorAll(".chip")].filter(fits);
}

/** Shows which chips are chosen. */
function mark() {
  for (const one of document.querySelectorAll(".chip.chosen, .card.chosen")) one.classList.remove("chosen");
  if (!chosen) return;
  cardOf(chosen)?.element.classList.add("chosen");
  if (chosen.c !== null && chosen.c !== undefined) chipsOf(chosen).forEach((one) => one.classList.add("chosen"));
}

/** Chooses a place: it stays lit, and both sides come to it. */
function choose(place, { from = "records", quiet = false } = {}) {
  chosen = { t: place.t, r: place.r, c: place.c ?? null, i: place.i ?? null, s: place.s ?? null };
  const card = cardOf(chosen);
  if (!card) return;
  if (!card.filled) fill(card);
  if (card.element.hidden) showAll();
  const vs = valuesOf({ ...chosen, s: null });
  source.light(litIds(vs), true);
  mark();
  rove();
  // Before anything is brought into view: the desk takes its room from the records.
  deskFor(chosen);
  if (from !== "records") {
    const target = chipsOf(chosen)[0] ?? card.element;
    bring(card.element, target);
  }
  if (from !== "source") source.show(vs.flatMap((v) => values[v].spans));
  if (!quiet) history.replaceState(null, "", `#${address(chosen)}`);
}

/** Brings a chip into view without moving more than its own pane. */
function bring(card, target) {
  const pane = $("records");
  const frame = pane.getBoundingClientRect();
  const box = target.getBoundingClientRect();
  // The name of the table stays at the top, over the cards.
  const head = (document.querySelector("h2.table")?.offsetHeight ?? 0) + 4;
  if (box.top < frame.top + head || box.bottom > frame.bottom - 20) {
    const top = card.getBoundingClientRect().top;
    const wanted = box.bottom - top < frame.height - head - 20 ? top - head : box.top - Math.max(head, frame.height * 0.4);
    pane.scrollTo({ top: pane.scrollTop + wanted - frame.top, behavior: "auto" });
  }
}

function lightFromSource(entry) {
  for (const one of document.querySelectorAll(".chip.lit")) one.classList.remove("lit");
  if (!entry) {
    source.light(new Set());
    return;
  }
  source.light(new Set([entry.id]));
  if (entry.kind !== "value") return;
  const value = values[entry.v];
  chipsOf(value).forEach((one) => one.classList.add("lit"));
}

const vsOfChip = (one) => one.dataset.v.split(" ").filter(Boolean).map(Number);

function placeOfChip(one) {
  const card = one.closest(".card");
  const [v] = vsOfChip(one);
  const own = { t: Number(card.dataset.t), r: Number(card.dataset.r), c: Number(one.dataset.c) };
  // What was moved here is decided about where it came from.
  if (v !== undefined && (values[v].r !== own.r || values[v].c !== own.c)) return { ...values[v] };
  return { ...own, i: one.dataset.i === "" ? null : Number(one.dataset.i), s: one.dataset.s === "" ? null : Number(one.dataset.s) };
}

function startRecords() {
  const list = $("list");
  let shown = 0;
  const all = [];
  data.tables.forEach((table, t) => {
    list.append(el("h2", { class: "table", "data-t": t }, table.title ?? `Table ${t + 1}`, el("span", { class: "soft" }, ` ${plural(table.records.length, "study", "studies")}`)));
    let group = null;
    table.records.forEach((record, r) => {
      if (record.group !== group && record.group) list.append(el("p", { class: "group", "data-t": t }, record.group));
      group = record.group;
      const card = makeCard(t, r);
      all.push(card);
      list.append(card.element);
    });
    if (table.notes.length) list.append(el("div", { class: "notes", "data-t": t }, el("p", { class: "notes-name" }, "Notes"), ...table.notes.map((note) => el("p", {}, note))));
  });
  const more = (until) => {
    for (; shown < all.length && shown < until; shown += 1) if (!all[shown].filled) fill(all[shown]);
    if (shown < all.length) setTimeout(() => more(shown + AT_ONCE), 0);
  };
  more(AT_ONCE);
  rove();
  list.addEventListener("pointerover", (event) => {
    const one = event.target.closest(".chip");
    if (one) source.light(litIds(vsOfChip(one)));
  });
  list.addEventListener("pointerout", (event) => {
    if (event.target.closest(".chip")) source.light(new Set());
  });
  list.addEventListener("focusin", (event) => {
    const one = event.target.closest(".chip");
    if (one) source.light(litIds(vsOfChip(one)));
  });
  list.addEventListener("click", (event) => {
    const one = event.target.closest(".chip");
    if (one) choose(placeOfChip(one));
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const one = event.target.closest?.(".chip");
    if (!step || !one) return;
    const chips = [...list.querySelectorAll(".card:not([hidden]) .chip")];
    const next = chips[chips.indexOf(one) + step];
    if (!next) return;
    event.preventDefault();
    choose(placeOfChip(next), { quiet: true });
    next.focus({ preventScroll: true });
    bring(next.closest(".card"), next);
  });
}

/** What is not in the records, at their end: what was left out, refused and noticed. */
function startRest() {
  const rest = $("rest");
  const groups = new Map();
  data.left.forEach(([reason, text, spans], at) => {
    if (!groups.has(reason)) groups.set(reason, []);
    groups.get(reason).push({ text, spans, at });
  });
  const go = (spans, id) => () => {
    source.show(spans);
    source.light(new Set([id]), true);
  };
  if (groups.size) rest.append(el("h2", {}, "Left out"));
  for (const [reason, all] of groups) {
    const body = el("ul", { class: "left" });
    const box = el("details", {}, el("summary", {}, el("strong", {}, reason), ` ${all.length.toLocaleString("en")} · `, el("span", { class: "soft" }, data.reasons[reason])), body);
    box.addEventListener("toggle", () => {
      if (box.open && !body.childNodes.length) body.append(...all.map(({ text, spans, at }) => el("li", {}, button(text, go(spans, `l${at}`), { class: "place" }))));
    });
    rest.append(box);
  }
  if (data.refused.length) {
    rest.append(el("h2", {}, "Taken for no table"), el("ul", { class: "left" }, ...data.refused.map((region, at) =>
      el("li", {}, button(`Page ${region.page}, ${plural(region.lines, "line")}`, go([[region.page, ...region.box]], `r${at}`), { class: "place" }),
        el("span", { class: "soft" }, ` ${region.reasons.join("; ")}`)))));
  }
  if (data.notices.length) {
    rest.append(el("h2", {}, "Notices"), ...data.notices.map((notice) => el("p", { class: `notice${notice.loss ? " loss" : ""}${notice.kept ? " soft" : ""}` },
      el("strong", {}, notice.code), ` ${notice.message}`, notice.kept ? el("span", { class: "soft" }, ` kept by line ${notice.kept} of the file`) : null)));
  }
}
