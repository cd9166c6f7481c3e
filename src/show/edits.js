// Decisions as changes of what was extracted, for the live preview. The page changes no data: what it shows
// is what the next run will make of the decisions file.

/** Whether two places are the same cell, or a record and a cell of it. */
const same = (a, b) => a[0] === b[0] && a[1] === b[1] && (b.length < 3 || a.length < 3 || a[2] === b[2]);

/** The records that a change touches. */
function touched(change) {
  const [[kind, body]] = Object.entries(change);
  const all = [body[0].slice(0, 2)];
  if (kind === "place" && body[2]) all.push(body[2][0].slice(0, 2));
  return all.map(([t, r]) => keyOf(t, r));
}

/** The changes in force: those of the file that stay, and those made here. */
function changes() {
  const all = [];
  for (const entry of fileEntries) if (entry.keep && entry.decided?.edit) all.push({ change: entry.decided.edit, by: entry });
  for (const decision of made) if (decision.change) all.push({ change: decision.change, by: decision });
  if (drafted?.change) all.push({ change: drafted.change, by: drafted });
  return all;
}

const stepsOf = (text) => text.split(/\s*(?:→|->|⟶|=>)\s*/u).map((step) => step.trim()).filter(Boolean);

/** A record's cells as they are extracted. */
function untouched(t, r) {
  return recordAt(t, r).cells.map(([value], c) => {
    if (!Array.isArray(value)) return { text: value ?? "", vs: valuesOf({ t, r, c }), how: null };
    return {
      slots: value.map(([level, steps], i) => [{
        i, level, how: null, steps: steps.map((text, s) => ({ text, vs: [valueAt.get(keyOf(t, r, c, i, s))].filter((v) => v !== undefined) })),
      }]),
      before: new Map(), after: new Map(), last: [], how: null,
    };
  });
}

const vsOf = (items) => items.flatMap((item) => item.steps.flatMap((step) => step.vs));

/** Records by their keys as the changes in force make them. */
function applied(keys) {
  const all = changes();
  const wanted = new Set(keys);
  // What moves into a record comes from another one, with its own changes.
  for (const { change } of all) if (change.place && touched(change).some((key) => wanted.has(key))) touched(change).forEach((key) => wanted.add(key));
  const records = new Map();
  const get = ([t, r]) => {
    const key = keyOf(t, r);
    if (!records.has(key)) records.set(key, { cells: untouched(t, r), gone: null, settled: new Set() });
    return records.get(key);
  };
  for (const key of wanted) get(key.split("/").map(Number));
  const order = ["cell", "rewrite", "place", "without", "settle"];
  const own = all.filter(({ change }) => touched(change).some((key) => wanted.has(key)));
  own.sort((a, b) => order.indexOf(Object.keys(a.change)[0]) - order.indexOf(Object.keys(b.change)[0]));
  for (const { change, by } of own) {
    const [[kind, body]] = Object.entries(change);
    const record = get(body[0]);
    if (kind === "without") record.gone = by;
    else if (kind === "settle") body[1].forEach((flag) => record.settled.add(flag));
    else applyTo(record.cells[body[0][2]], kind, body, by, get);
  }
  return records;
}

function applyTo(cell, kind, body, by, get) {
  if (kind === "cell") {
    cell.how = by;
    if (!cell.slots) {
      cell.text = body[1];
      return;
    }
    const vs = cell.slots.flatMap(vsOf);
    cell.slots = cell.slots.map(() => []);
    cell.last.push(...body[1].split("\n").filter((line) => line.trim()).map((line) => ({
      i: null, level: 0, how: by, steps: stepsOf(line).map((text) => ({ text, vs })),
    })));
  } else if (kind === "rewrite") {
    const [, items, into] = body;
    const old = items.flatMap((i) => cell.slots[i] ?? []);
    const vs = vsOf(old);
    items.forEach((i) => { cell.slots[i] = []; });
    cell.slots[items[0]] = into.map((steps) => ({
      i: items[0], level: old[0]?.level ?? 0, how: by,
      steps: steps.map((text) => ({ text, vs: old.flatMap((item) => item.steps).filter((step) => step.text === text).flatMap((step) => step.vs).slice(0, 1) })),
    }));
    for (const item of cell.slots[items[0]]) for (const step of item.steps) if (!step.vs.length) step.vs = vs;
  } else if (kind === "place") {
    const [, items, to] = body;
    let taken;
    if (cell.slots) {
      taken = items.flatMap((i) => cell.slots[i] ?? []).map((item) => ({ ...item, how: by }));
      items.forEach((i) => { cell.slots[i] = []; });
    } else {
      taken = [{ i: null, level: 0, how: by, steps: [{ text: cell.text, vs: cell.vs }] }];
      cell.text = "";
    }
    cell.how = cell.how ?? (to ? null : by);
    if (!to) return;
    const [place, side, at] = to;
    const target = get(place).cells[place[2]];
    if (!target.slots) {
      target.text = taken.map((item) => itemText(item.steps.map((step) => step.text))).join("\n");
      target.vs = vsOf(taken);
      target.how = by;
    } else if (side === "last") target.last.push(...taken);
    else target[side].set(at, [...(target[side].get(at) ?? []), ...taken]);
  }
}

/** The items of a list cell in their order. */
function itemsOf(cell) {
  const found = [];
  cell.slots.forEach((items, i) => {
    found.push(...(cell.before.get(i) ?? []), ...items, ...(cell.after.get(i) ?? []));
  });
  return [...found, ...cell.last];
}

/** Whether anything is decided about a place with these flags. */
function isAnswered({ t, r, c, i, flags }) {
  return changes().some(({ change, by }) => {
    if (by === drafted) return false;
    const [[kind, body]] = Object.entries(change);
    if (body[0][0] !== t || body[0][1] !== r) return false;
    if (kind === "without") return true;
    if (kind === "settle") return flags.every((flag) => body[1].includes(flag));
    if (body[0][2] !== c) return false;
    return kind === "cell" || i === null || body[1].includes(i) || !body[1].length;
  });
}
