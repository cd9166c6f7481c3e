// Deciding: one open point at a time, by keys or buttons. What comes out is text for the decisions file.

const entriesOfFile = () => (data.decisions.entries ?? []).map((entry) => ({
  ...entry, keep: true, retarget: false,
  decided: data.standing.decided.find((own) => own.line === entry.line) ?? null,
  shape: data.shapes.find((own) => own.line === entry.line) ?? null,
}));
const fileEntries = entriesOfFile();
const made = [];
let drafted = null;
const points = [];
let saved = true;

// What is kept of one visit for the next: who decides, and what is not yet saved as a file.
// Whoever works on a file of their own sees nothing of another's.
const OWN_FILE = data.decisions.name === `${data.source.name}.decisions.toml` ? "" : ` ${data.decisions.name}`;
const STORE = data.served ? `served ${location.pathname}` : `rowmend ${data.source.sha256}${OWN_FILE}`;
const WHO = `who${OWN_FILE}`;
const REASONS = data.why;

function sortedPlaces(record) {
  const places = new Map();
  record.flags.forEach(([c, i], at) => {
    const key = `${c}/${i ?? ""}`;
    if (!places.has(key)) places.set(key, { c, i: i ?? null, flags: [] });
    places.get(key).flags.push(at);
  });
  return [...places.values()].sort((a, b) => a.c - b.c || (a.i ?? -1) - (b.i ?? -1));
}

/** All that a person should look at, in the order of the document; tables first. */
function findPoints() {
  if (data.compare) return void findDifferences();
  for (const { at, keep: entry, offers, decided } of data.standing.notices) {
    points.push({ notice: data.notices[at], keep: entry, offers, before: decided, done: decided });
  }
  const offered = new Map();
  for (const [t, r, flag, offers] of data.standing.flags) offered.set(keyOf(t, r, flag), offers);
  const answered = new Set(data.standing.answered.map((place) => keyOf(...place)));
  data.tables.forEach((table, t) => table.records.forEach((record, r) => {
    for (const place of sortedPlaces(record)) {
      const offers = place.flags.flatMap((flag) => offered.get(keyOf(t, r, flag)) ?? []);
      const before = place.flags.every((flag) => answered.has(keyOf(t, r, flag)));
      points.push({ t, r, ...place, offers, before, done: before });
    }
  }));
}

function updateDone() {
  for (const point of points) {
    point.done = point.t === undefined || point.two ? Boolean(point.before) && fileEntries.every((entry) => entry.keep) || made.some((own) => own.point === point)
      : point.before && !fileEntries.some((entry) => !entry.keep) || isAnswered(point) || made.some((own) => own.point === point);
  }
}

const pointAt = (place) => points.find((point) => point.t === place?.t && point.r === place?.r && point.c === place?.c && (point.i ?? null) === (place?.i ?? null));
const openPoints = () => points.filter((point) => !point.done);
let current = null;

// Targets: a decision names its place by what it says.

const plainText = (text) => text.split(/\s+/).filter(Boolean).join(" ").normalize("NFC");
const readKey = (text) => stepsOf(plainText(text)).join(ARROW);
const keyIndex = new Map();

function indexKeys() {
  data.tables.forEach((table, t) => table.records.forEach((record, r) => {
    const key = readKey(keyText(t, r));
    if (!keyIndex.has(key)) keyIndex.set(key, []);
    keyIndex.get(key).push({ t, r });
  }));
}

/** Where a target stands, as the program looks it up: how many places. */
function matches({ record, column, items, text }) {
  const records = keyIndex.get(readKey(record)) ?? [];
  let found = 0;
  for (const { t, r } of records) {
    if (!column) {
      found += 1;
      continue;
    }
    const c = columnsOf(t).findIndex((own) => own.key === column);
    if (c < 0) continue;
    if (!items) {
      found += readKey(cellText(t, r, c)) === readKey(text ?? "") ? 1 : 0;
      continue;
    }
    const all = valueOf(t, r, c);
    if (!Array.isArray(all)) continue;
    for (let at = 0; at + items.length <= all.length; at += 1) {
      found += items.every((item, n) => readKey(itemText(all[at + n][1])) === readKey(item)) ? 1 : 0;
    }
  }
  return found;
}

/** What names a place: items of a cell, a cell, or a record alone. */
function targetOf({ t, r, c = null, items = null }) {
  const target = { record: keyText(t, r) };
  if (c !== null) target.column = columnsOf(t)[c].key;
  const texts = items?.map((i) => itemText(valueOf(t, r, c)[i][1]));
  if (texts) target.items = texts;
  else if (c !== null) target.text = cellText(t, r, c);
  if (matches(target) < 2) return target;
  const beside = (at) => (at >= 0 && at < data.tables[t].records.length ? keyText(t, at) : "");
  if (texts) {
    const all = valueOf(t, r, c);
    const item = (at) => (all[at] ? itemText(all[at][1]) : "");
    target.before = item(items[0] - 1);
    target.after = item(items[items.length - 1] + 1);
  } else {
    target.before = beside(r - 1);
    target.after = beside(r + 1);
  }
  return target;
}

const today = () => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
};

const who = () => $("who").value.trim();

/** Letters without blanks and arrows, which dividing and joining must keep. */
const letters = (texts) => texts.flatMap(stepsOf).join("").replace(/\s+/gu, "");

let asked = null;
let waitingAct = null;

/** Whether somebody decides; else what was asked for waits for the name. */
function ready() {
  if (who()) return true;
  waitingAct = asked;
  $("who").focus();
  tell("Say first who decides, and press Enter.");
  return false;
}

/** The name of who decides is there: what waited for it is done. */
function named() {
  $("who").blur();
  const act = waitingAct;
  waitingAct = null;
  if (who()) act?.();
}

function tell(text) {
  const box = $("told");
  if (box) box.textContent = text;
  say(text);
}

/** Whether two changes want different things of one text: the program would apply neither. */
function clash(a, b) {
  if (!a || !b) return false;
  const [[kindA, bodyA]] = Object.entries(a);
  const [[kindB, bodyB]] = Object.entries(b);
  const settles = [kindA, kindB].filter((kind) => kind === "settle").length;
  if (settles) return settles === 2 && JSON.stringify(bodyA) === JSON.stringify(bodyB);
  if (kindA === "without" || kindB === "without") return same(bodyA[0], bodyB[0]);
  if (!same(bodyA[0], bodyB[0])) return false;
  const itemsOf_ = (kind, body) => (kind === "cell" || !body[1].length ? null : body[1]);
  const [itemsA, itemsB] = [itemsOf_(kindA, bodyA), itemsOf_(kindB, bodyB)];
  if (!itemsA || !itemsB) return true;
  if (!itemsA.some((item) => itemsB.includes(item))) return false;
  // What an item says and where it stands may be decided apart, unless it goes or is joined with another.
  const whole = (kind, body) => (kind === "place" ? !body[2] : body[1].length > 1);
  return kindA === kindB || whole(kindA, bodyA) || whole(kindB, bodyB);
}

/** Whether one of two says that a notice is right as it stands, and the other mends what it tells. */
const opposed = (a, b) => Boolean(a.point?.keep) && a.point === b.point && (a.do === "keep") !== (b.do === "keep");

/** Takes a decision into the list, in place of those that say something else of the same text. */
function take(decision, point = null) {
  const whyBox = $("why");
  const why = decision.why ?? (whyBox?.value.trim() || REASONS[decision.reasons ?? decision.do][0]);
  const own = { ...decision, point, who: who(), why, date: today() };
  // A reason is of one decision, and not silently of all that follow.
  if (whyBox) whyBox.value = "";
  drafted = null;
  own.replaced = {
    made: made.filter((other) => clash(other.change, own.change) || opposed(other, own) || other.entry === own.entry),
    entries: fileEntries.filter((entry) => entry.keep && clash(entry.decided?.edit, own.change)),
  };
  for (const other of own.replaced.made) made.splice(made.indexOf(other), 1);
  for (const entry of own.replaced.entries) entry.keep = false;
  made.push(own);
  changed([...(own.change ? touched(own.change) : []), ...own.replaced.made.flatMap((other) => (other.change ? touched(other.change) : []))]);
  const lines = own.replaced.entries.map((entry) => entry.line);
  if (lines.length) tell(`In place of what line ${lines.join(", ")} of the file decides.`);
  else if (own.replaced.made.length) tell(`In place of: ${own.replaced.made.map((other) => other.do).join(", ")}.`);
}

/** Takes a decision out of the list; what it stood in place of is there again. */
function takeBack(decision) {
  made.splice(made.indexOf(decision), 1);
  const { made: before = [], entries = [] } = decision.replaced ?? {};
  made.push(...before);
  for (const entry of entries) entry.keep = true;
  changed([decision, ...before].flatMap((own) => (own.change ? touched(own.change) : [])));
}

/** After anything was decided or taken back. */
function changed(keys) {
  saved = false;
  updateDone();
  refresh(keys);
  keepWork();
  drawDesk();
  if (data.served) write();
}

function keepWork() {
  // Points of a comparison keep their names, whichever of them are shown.
  const named = (point) => (point ? (point.two?.id ?? points.indexOf(point)) : null);
  const plain = ({ point, replaced, ...own }) => ({ ...own, pointAt: named(point) });
  keep(STORE, JSON.stringify({
    made: made.map(plain), off: fileEntries.filter((entry) => !entry.keep).map((entry) => entry.text),
    held: waiting.map(({ own, theirs }) => ({ own: plain(own), theirs })), version: base ?? data.served?.version, reading: data.served?.reading,
  }));
}

function takeUpWork() {
  let work = null;
  try {
    work = JSON.parse(kept(STORE) ?? "null");
  } catch {
    return;
  }
  if (!Array.isArray(work?.made)) return;
  const there = fileEntries.map((entry) => entry.text).join("\n");
  const again = ({ pointAt: at, change, ...own }) =>
    ({ ...own, change: work.reading === data.served?.reading ? change : null, point: points.find((point, n) => (point.two?.id ?? n) === at) ?? null });
  for (const own of work.made) {
    // What was saved since stands in the file by now.
    if (typeof own.entry === "string" && !there.includes(own.entry)) made.push(again(own));
  }
  for (const { own, theirs } of work.held ?? []) waiting.push({ own: again(own), theirs });
  if (made.length && data.served) base = work.version ?? null;
  for (const entry of fileEntries) if (work.off?.includes(entry.text)) entry.keep = false;
  saved = !made.length && !waiting.length;
}

// The decisions themselves

function keepPoint(point, why = null) {
  if (point?.keep) return void take({ do: "keep", entry: point.keep, change: null, why }, point);
  if (!point || point.t === undefined) return;
  const { t, r, c, i, flags } = point;
  const codes = flags.map((flag) => recordAt(t, r).flags[flag][2]);
  if (codes.includes("key-cut") && c === data.tables[t].key) {
    openEditor("name");
    return;
  }
  const target = targetOf({ t, r, c, items: i === null ? null : [i] });
  take({ do: "keep", target, flags: codes, entry: entryOf({ do: "keep", target, flags: codes }), change: { settle: [[t, r], flags] }, why }, point);
}

function next(step = 1) {
  const open = openPoints();
  if (!open.length) {
    drawDesk();
    tell(points.length ? `All ${plural(points.length, "point")} are decided.${data.served ? "" : " Save the file."}` : "Nothing is open.");
    return;
  }
  const at = current ? points.indexOf(current) : -1;
  const after = step > 0 ? open.find((point) => points.indexOf(point) > at) ?? open[0]
    : [...open].reverse().find((point) => points.indexOf(point) < (at < 0 ? Infinity : at)) ?? open[open.length - 1];
  goTo(after);
}

function goTo(point) {
  current = point;
  closeEditor();
  if (point.t !== undefined) choose(point, { from: "desk" });
  else drawDesk();
}

/** The place that the keys speak about. */
const place = () => (chosen && chosen.c !== null ? chosen : null);

function deskFor(where) {
  const point = pointAt(where);
  if (point) current = point;
  else if (current && current.t !== undefined) current = null;
  closeEditor();
  drawDesk();
}

// Editors: each makes a draft that the record shows at once, and that is taken with Enter.

let editor = null;

function closeEditor() {
  if (!editor) return;
  editor = null;
  const keys = drafted?.change ? touched(drafted.change) : [];
  drafted = null;
  refresh(keys);
}

function draft(decision) {
  const old = drafted?.change ? touched(drafted.change) : [];
  drafted = decision;
  refresh([...old, ...(decision?.change ? touched(decision.change) : [])]);
}

const EDITORS = {
  set({ t, r, c, i }) {
    const old = i === null ? cellText(t, r, c) : itemText(valueOf(t, r, c)[i][1]);
    const target = targetOf({ t, r, c, items: i === null ? null : [i] });
    const make = (to) => {
      if (to.trim() === old.trim()) return "It says this already.";
      if (i !== null && !to.trim()) return "An item needs a text; drop takes it away.";
      const text = i === null ? to.trim() : stepsOf(to.replace(/\n/g, " ")).join(ARROW);
      const change = i === null ? { cell: [[t, r, c], text] } : { rewrite: [[t, r, c], [i], [stepsOf(text)]] };
      return { do: "set", target, to: text, change };
    };
    return { title: i === null ? "Another text for the cell" : "Another text for the item; → or -> between steps", start: old, make };
  },
  split({ t, r, c, i }) {
    if (i === null) return null;
    const old = itemText(valueOf(t, r, c)[i][1]);
    const target = targetOf({ t, r, c, items: [i] });
    const make = (text) => {
      const into = text.split("\n").map((line) => stepsOf(line).join(ARROW)).filter(Boolean);
      if (into.length < 2) return "Put the cursor where the next item begins, and press Shift + Enter.";
      if (letters(into) !== letters([old])) return "Dividing changes no words; edit does.";
      return { do: "split", target, into, change: { rewrite: [[t, r, c], [i], into.map(stepsOf)] } };
    };
    return { title: "An item on each line (Shift + Enter makes a line)", start: old, several: true, make };
  },
  join({ t, r, c, i }) {
    if (i === null) return null;
    const all = valueOf(t, r, c);
    const other = i + 1 < all.length ? i + 1 : i - 1;
    if (other < 0) return null;
    const items = [Math.min(i, other), Math.max(i, other)];
    const olds = items.map((at) => itemText(all[at][1]));
    const target = targetOf({ t, r, c, items });
    const make = (text) => {
      const into = stepsOf(text.replace(/\n/g, " ")).join(ARROW);
      if (letters([into]) !== letters(olds)) return "Joining changes no words; edit does.";
      return { do: "join", target, into, change: { rewrite: [[t, r, c], items, [stepsOf(into)]] } };
    };
    return { title: `Items ${items.join(" and ")} as one`, start: olds.join(" "), make };
  },
  name({ t, r }) {
    const printed = keyText(t, r);
    const target = targetOf({ t, r });
    const make = (to) => {
      if (!plainText(to).includes(plainText(printed))) return `The name has to hold what is printed: ${printed}`;
      if (plainText(to) === plainText(printed)) return "Write the whole name.";
      return { do: "name", target, to: to.trim(), change: { cell: [[t, r, data.tables[t].key], to.trim()] } };
    };
    return { title: "The whole key, of which a part is printed", start: printed, make };
  },
};

function openEditor(kind) {
  const where = place();
  if (kind !== "name" && !where) return tell("Choose a value first.");
  if (!ready()) return null;
  const made_ = EDITORS[kind]({ ...(where ?? chosen) });
  if (!made_) return tell(kind === "join" ? "There is no item beside it." : "Choose an item of a list.");
  editor = { kind, ...made_, text: made_.start, where: { ...(where ?? chosen) } };
  drawDesk();
  const box = $("edit");
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
  return null;
}

function onEdit() {
  editor.text = $("edit").value;
  const decision = editor.make(editor.text);
  $("told").textContent = typeof decision === "string" ? decision : "";
  draft(typeof decision === "string" ? null : { ...decision, entry: entryOf(decision) });
}

function takeEdit() {
  const decision = editor.make($("edit").value);
  if (typeof decision === "string") return tell(decision);
  const point = pointAt(editor.where);
  editor = null;
  settle({ ...decision, entry: entryOf(decision) }, point);
  return null;
}

/** Takes a decision, and goes on where it was about the point that is shown. */
function settle(decision, point) {
  const here = Boolean(point) && point === current && !point.done;
  take(decision, point ?? null);
  if (here) next();
}

/** Where something is moved to is chosen from what is there. */
function openMove() {
  const where = place();
  if (!where) return tell("Choose a value first.");
  if (!ready()) return null;
  editor = { kind: "move", where: { ...where }, to: { ...where, side: "last" } };
  drawDesk();
  $("move-record").focus();
  return null;
}

function moveDecision() {
  const { where, to } = editor;
  const { t, r, c, i } = where;
  const isWhole = i === null;
  const target = targetOf({ t, r, c, items: isWhole ? null : [i] });
  const goal = {};
  if (to.t !== t || to.r !== r) goal.record = keyText(to.t, to.r);
  if (to.c !== c) goal.column = columnsOf(to.t)[to.c].key;
  const toList = isList(to.t, to.c);
  const items = isList(t, c) ? (isWhole ? valueOf(t, r, c).map((_, at) => at) : [i]) : [];
  if (to.side !== "last") {
    const [side, at] = [to.side.split(" ")[0], Number(to.side.split(" ")[1])];
    if (to.t === t && to.r === r && to.c === c && at === i) return "It stands there already.";
    goal[side] = itemText(valueOf(to.t, to.r, to.c)[at][1]);
  }
  if (!Object.keys(goal).length) return "It stands there already.";
  if (!toList && cellText(to.t, to.r, to.c)) return "That cell holds a text already.";
  if (!toList && items.length > 1) return "A text column takes one value.";
  if (goal.record !== undefined && (keyIndex.get(readKey(goal.record))?.length !== 1 || !goal.record)) return "That study's key stands several times or is empty, so it cannot be named.";
  const spot = to.side === "last" ? ["last", 0] : [to.side.split(" ")[0], Number(to.side.split(" ")[1])];
  return { do: "move", target, to: goal, change: { place: [[t, r, c], items, [[to.t, to.r, to.c], ...spot]] } };
}

function drop() {
  const where = place();
  if (!where) return tell("Choose a value first.");
  if (!ready()) return null;
  const { t, r, c, i } = where;
  if (i === null && !cellText(t, r, c)) return tell("The cell is empty.");
  const target = targetOf({ t, r, c, items: i === null ? null : [i] });
  const change = i === null ? { cell: [[t, r, c], ""] } : { place: [[t, r, c], [i], null] };
  settle({ do: "drop", target, entry: entryOf({ do: "drop", target }), change }, pointAt(where));
  return null;
}
