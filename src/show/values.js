// Values: each text of a cell and each step of an item, with its places in the source.
const values = [];
const valueAt = new Map();
const keyOf = (...numbers) => numbers.map((number) => (number === null ? "" : number)).join("/");

data.tables.forEach((table, t) => {
  table.records.forEach((record, r) => {
    record.cells.forEach(([, parts], c) => {
      for (const [item, step, spans, raw] of parts) {
        valueAt.set(keyOf(t, r, c, item, step), values.length);
        values.push({ t, r, c, i: item, s: step, spans, raw });
      }
    });
  });
});

const recordAt = (t, r) => data.tables[t].records[r];
const columnsOf = (t) => data.tables[t].columns;
const isList = (t, c) => columnsOf(t)[c].kind === "list";
const valueOf = (t, r, c) => recordAt(t, r).cells[c][0];
const itemText = (steps) => steps.join(ARROW);

/** A cell as a person reads it, a line for each item. */
function cellText(t, r, c) {
  const value = valueOf(t, r, c);
  return Array.isArray(value) ? value.map(([, steps]) => itemText(steps)).join("\n") : (value ?? "");
}

const keyText = (t, r) => cellText(t, r, data.tables[t].key);
const headerOf = (t, c) => columnsOf(t)[c].header || columnsOf(t)[c].key;

/** The address of a place, as `rowmend explain` takes it. */
function address({ t, r, c = null, i = null }) {
  const record = recordAt(t, r);
  const several = data.tables.filter((table) => table.records.some((own) => own.id === record.id)).length > 1;
  let text = several ? `${data.tables[t].id}/${record.id}` : record.id;
  if (c !== null) text += `.${columnsOf(t)[c].key}`;
  if (i !== null) text += `.${i}`;
  return text;
}

/** The place of an address, or null. */
function placeOf(text) {
  let [tables, rest] = [data.tables.map((_, t) => t), text];
  const slash = text.indexOf("/");
  if (slash > 0) {
    const found = data.tables.findIndex((table) => table.id === text.slice(0, slash));
    if (found >= 0) [tables, rest] = [[found], text.slice(slash + 1)];
  }
  for (const t of tables) {
    for (let end = rest.length; end > 0; end = rest.lastIndexOf(".", end - 1)) {
      const r = data.tables[t].records.findIndex((record) => record.id === rest.slice(0, end));
      if (r < 0) continue;
      const [column, item] = rest.slice(end + 1).split(".");
      const c = columnsOf(t).findIndex((own) => own.key === column);
      const i = item === undefined || item === "" ? null : Number(item);
      return { t, r, c: c < 0 ? null : c, i: c < 0 || Number.isNaN(i) ? null : i };
    }
  }
  return null;
}

/** The values of a place: all of a record, a cell or an item. */
function valuesOf({ t, r, c = null, i = null, s = null }) {
  const found = [];
  recordAt(t, r).cells.forEach(([, parts], column) => {
    if (c !== null && column !== c) return;
    for (const [item, step] of parts) {
      if (i !== null && item !== null && item !== i) continue;
      if (s !== null && step !== null && step !== s) continue;
      found.push(valueAt.get(keyOf(t, r, column, item, step)));
    }
  });
  return found;
}

// Confidence has a word and a shape, so that nobody has to tell colours apart.
const SHAPES = { certain: "●", likely: "▲", undetermined: "◆" };
const sure = (confidence) =>
  el("span", { class: `sure ${confidence}` }, el("span", { "aria-hidden": "true" }, SHAPES[confidence]), ` ${confidence}`);
