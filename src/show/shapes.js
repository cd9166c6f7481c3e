// Decisions on tables, rows and columns: the next run applies them to the tables before it reads them.

function rowName(t, r) {
  const key = keyText(t, r);
  const times = data.tables[t].records.filter((_, other) => keyText(t, other) === key).length;
  if (key && times === 1) return key;
  const rest = columnsOf(t).map((_, c) => (c === data.tables[t].key ? "" : cellText(t, r, c))).filter(Boolean);
  return [key, ...rest].join("\n").trim();
}

const byPlace = (t) => data.standing.tables[t].startsWith("table-");

function takeShape(action, keys, point = null) {
  if (!ready()) return;
  const entry = shapeEntry(action, keys);
  take({ do: action, entry, reasons: "table", change: null }, point);
  tell(`${action}: the next run applies it.`);
}

function shapeOfRow(action) {
  if (!chosen) return tell("Choose a record first.");
  takeShape(action, { table: data.standing.tables[chosen.t], row: rowName(chosen.t, chosen.r) }, current);
  return null;
}

function noTable() {
  const t = chosen?.t ?? 0;
  if (byPlace(t)) return tell("This table has no caption and no header of its own to name it by.");
  takeShape("no-table", { table: data.standing.tables[t] }, current);
  return null;
}

// The form of each: what has to be said beside the table.
const SHAPE_FORMS = {
  "no-table": { does: "It is no table", fields: [] },
  "join-tables": { does: "Tables are one", fields: ["tables"] },
  "split-table": { does: "Another table begins with a row", fields: ["row"] },
  header: { does: "A row names the columns, too", fields: ["row"] },
  "no-header": { does: "No row names the columns", fields: [] },
  title: { does: "A row is the title", fields: ["row"] },
  "title-note": { does: "A note is the title", fields: ["note"] },
  "no-title": { does: "The title is a note", fields: [] },
  group: { does: "A row is the name of a group", fields: ["row"] },
  note: { does: "A row is a note", fields: ["row"] },
  total: { does: "A row is a total", fields: ["row"] },
  study: { does: "A row is a study", fields: ["words"] },
  key: { does: "A column names the studies", fields: ["column"] },
  "name-column": { does: "A column is called otherwise", fields: ["column", "to"] },
  kind: { does: "A column holds other values", fields: ["column", "kind"] },
  "join-columns": { does: "Two columns are one", fields: ["columns"] },
  "split-column": { does: "A column is two", fields: ["column", "at"] },
};

function openShapes(first = "no-table") {
  if (!ready()) return;
  const t = chosen?.t ?? 0;
  const dialog = $("ask");
  const fields = el("div", { class: "fields" });
  const pick = (id, label, all, value) => {
    const select = el("select", { id });
    options(select, all, "");
    select.firstChild.remove();
    if (value !== undefined) select.value = value;
    return el("div", { class: "field" }, el("label", { for: id }, label), select);
  };
  const write = (id, label) => el("div", { class: "field" }, el("label", { for: id }, label), el("input", { id, autocomplete: "off" }));
  const short = (text) => (text.length > 70 ? `${text.slice(0, 70)}…` : text);
  const rows = data.tables[t].records.map((_, r) => [String(r), short(rowName(t, r).replace(/\n/g, " | ")) || `row ${r + 1}`]);
  const columns = columnsOf(t).map((own) => [own.key, own.header || own.key]);
  const builders = {
    row: () => pick("shape-row", "Row", rows, chosen ? String(chosen.r) : undefined),
    words: () => write("shape-words", "Text of the row's first filled cell, or a line for each"),
    note: () => pick("shape-note", "Note", data.tables[t].notes.map((note) => [note, short(note)])),
    tables: () => pick("shape-other", "With table", data.tables.map((_, at) => [String(at), short(data.standing.tables[at])]).filter(([at]) => Number(at) !== t)),
    column: () => pick("shape-column", "Column", columns, chosen?.c !== null && chosen ? columnsOf(t)[chosen.c]?.key : undefined),
    columns: () => pick("shape-columns", "Columns", columns.slice(1).map(([key, name], at) => [String(at), `${columns[at][1]} + ${name}`])),
    kind: () => pick("shape-kind", "Holds", [["list", "lists"], ["text", "texts"], ["citation", "citations"]]),
    to: () => write("shape-to", "Name"),
    at: () => write("shape-at", "Text between the two"),
  };
  const which = pick("shape-do", "Decision", Object.entries(SHAPE_FORMS).map(([key, { does }]) => [key, does]), first);
  const draw = () => {
    fields.replaceChildren(...SHAPE_FORMS[which.querySelector("select").value].fields.map((name) => builders[name]()));
  };
  which.querySelector("select").addEventListener("input", draw);
  draw();
  const problem = el("p", { class: "problem", role: "alert" });
  const accept = button("Decide", () => {
    const action = which.querySelector("select").value;
    const value = (id) => $(id)?.value ?? "";
    const row = () => rowName(t, Number(value("shape-row")));
    const table = data.standing.tables[t];
    const needs = { row: "shape-row", words: "shape-words", note: "shape-note", tables: "shape-other", column: "shape-column", columns: "shape-columns", to: "shape-to", at: "shape-at" };
    const lacking = SHAPE_FORMS[action].fields.find((name) => needs[name] && !value(needs[name]));
    if (lacking || (action === "no-table" && byPlace(t))) {
      problem.textContent = lacking ? "Something is missing." : "This table has no caption and no header of its own to name it by.";
      return;
    }
    const keys = { table };
    if (action === "join-tables") {
      const two = [t, Number(value("shape-other"))].sort((a, b) => a - b).map((at) => data.standing.tables[at]);
      delete keys.table;
      keys.tables = [...new Set(two)];
    }
    if (SHAPE_FORMS[action].fields.includes("row")) keys.row = row();
    if (action === "study") keys.row = value("shape-words");
    if (action === "no-header") keys.rows = [];
    if (action === "title-note") keys.note = value("shape-note");
    if (SHAPE_FORMS[action].fields.includes("column")) keys.column = value("shape-column");
    if (action === "join-columns") keys.columns = columns.slice(Number(value("shape-columns")), Number(value("shape-columns")) + 2).map(([key]) => key);
    if (action === "name-column") keys.to = value("shape-to");
    if (action === "kind") keys.to = value("shape-kind");
    if (action === "split-column") keys.at = value("shape-at");
    dialog.close();
    takeShape({ "no-header": "header", "title-note": "title" }[action] ?? action, keys, current);
  }, { class: "main" });
  dialog.replaceChildren(el("h2", { id: "ask-title" }, "Decide on the table"),
    el("p", { class: "soft" }, `${data.standing.tables[t]}. The next run applies it before it reads the studies.`),
    which, fields, problem, el("div", { class: "row" }, accept, button("Cancel", () => dialog.close())));
  dialog.showModal();
}
