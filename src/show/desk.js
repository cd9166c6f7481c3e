// The desk under the records: the point that is open, what can be decided, and what was.

const ACTIONS = [
  ["a", "Keep", () => acceptHere(), "accept: it is right as it stands"],
  ["e", "Edit", () => openEditor("set"), "edit the item or cell"],
  ["s", "Split", () => openEditor("split"), "split the item"],
  ["u", "Join", () => openEditor("join"), "unite the item with the next"],
  ["m", "Move", () => openMove(), "move it elsewhere"],
  ["d", "Drop", () => drop(), "drop it"],
  ["n", "Name", () => openEditor("name"), "the whole key of a study that was cut"],
];
const TABLE_ACTIONS = [
  ["x", () => noTable(), "the table is none"],
  ["h", () => shapeOfRow("header"), "the record's row names the columns"],
  ["g", () => shapeOfRow("group"), "it is the name of a group"],
  ["o", () => shapeOfRow("note"), "it is a note"],
  ["t", () => openShapes(), "all decisions on tables, rows and columns"],
];
const DESK_KEYS = [
  ...ACTIONS.map(([key, , , does]) => [key, does]), ...TABLE_ACTIONS.map(([key, , does]) => [key, does]),
  ["w", "why: the reason of the next decision; Enter takes it"],
  ["z", "take the last decision back; of many that were kept at once, all"], ["l", "all decisions, and the file"],
];

function acceptHere() {
  if (!ready()) return;
  const point = current;
  // Nothing is accepted that was not shown.
  if (!point) return void next();
  if (point.t === undefined && !point.keep) return void tell("Choose one of the decisions offered.");
  if (point.done) return void next();
  keepPoint(point);
  if (!editor) next();
}

function deskKey(key) {
  if (data.sample && sampleKey(key)) return true;
  if (data.compare && compareKey(key)) return true;
  if (key === "j") next(1);
  else if (key === "k") next(-1);
  else if (key === "z") undo();
  else if (key === "l") openList();
  else if (key === "w") $("why").focus();
  else {
    const act = ACTIONS.find(([own]) => own === key)?.[2] ?? TABLE_ACTIONS.find(([own]) => own === key)?.[1];
    if (!act) return false;
    asked = act;
    act();
    asked = null;
  }
  return true;
}

function deskEscape() {
  if (!editor) return false;
  closeEditor();
  drawDesk();
  return true;
}

function undo() {
  const last = made[made.length - 1];
  if (!last) return void (data.served ? undoWritten() : tell("Nothing was decided here."));
  const all = made.filter((own) => own === last || last.bulk && own.bulk === last.bulk);
  for (const own of all) takeBack(own);
  if (all[0].point) goTo(all[0].point);
  tell(`Taken back: ${last.do}${all.length > 1 ? `, ${all.length} times` : ""}.`);
}

function bulk(code) {
  if (!code || !ready()) return;
  const all = openPoints().filter((point) => point.t !== undefined && point.flags.length &&
    point.flags.every((flag) => recordAt(point.t, point.r).flags[flag][2] === code));
  const why = $("why").value.trim() || REASONS.keep[0];
  const first = made.length;
  for (const point of all) if (code !== "key-cut") keepPoint(point, why);
  for (const own of made.slice(first)) own.bulk = `${code} ${first}`;
  keepWork();
  if (current?.done) next();
  tell(`${plural(all.length, "point")} kept.`);
}

function bulkBox() {
  const codes = new Map();
  for (const point of openPoints()) {
    if (point.t === undefined) continue;
    const own = new Set(point.flags.map((flag) => recordAt(point.t, point.r).flags[flag][2]));
    if (own.size === 1 && !own.has("key-cut")) codes.set([...own][0], (codes.get([...own][0]) ?? 0) + 1);
  }
  if (!codes.size) return null;
  const select = el("select", { id: "bulk", "aria-label": "Keep all open points with this flag" });
  options(select, [...codes].sort().map(([code, count]) => [code, `${code} (${count})`]), "all with one flag …");
  return el("span", { class: "bulk" }, select, button("Keep all", () => bulk(select.value)));
}

function pointView(point) {
  if (point.t === undefined) {
    return el("div", { class: "point", tabindex: "0", role: "group", "aria-label": "What is open" }, el("p", {}, el("strong", {}, point.notice.code), ` ${point.notice.message}`), sidesView(point), offersOf(point));
  }
  const record = recordAt(point.t, point.r);
  const flags = point.flags.map((at) => record.flags[at]);
  return el("div", { class: "point", tabindex: "0", role: "group", "aria-label": "What is open" },
    el("p", { class: "where" }, el("strong", {}, keyText(point.t, point.r) || record.id), ` · ${headerOf(point.t, point.c)}`,
      point.i === null ? "" : ` · item ${point.i}`),
    ...flags.map((flag) => flagNote(point.t, point.r, flag, false)),
    sidesView(point), offersOf(point));
}

function offersOf(point) {
  if (!point.offers?.length) return null;
  const words = (offer) => offer.entry.split("\n").slice(2).filter((line) => line && !line.startsWith("table =")).join(" ").slice(0, 60);
  return el("div", { class: "offers" }, el("span", { class: "soft" }, "or "), ...point.offers.filter((offer) => !/^to = ""$/m.test(offer.entry)).map((offer) =>
    button(`${offer.do} ${words(offer)}`.trim(), () => {
      if (!ready()) return;
      take({ do: offer.do, entry: offer.entry, reasons: "table", change: null }, point);
      next();
    }, { title: offer.entry })));
}

function editorView() {
  if (!editor) return null;
  const accept = editor.kind === "move" ? takeMove : takeEdit;
  const buttons = el("div", { class: "row" }, button("Decide", accept, { class: "main" }), button("Cancel", () => {
    closeEditor();
    drawDesk();
  }));
  if (editor.kind === "move") return el("div", { class: "editor" }, moveView(), buttons);
  const box = el("textarea", { id: "edit", rows: editor.several ? 4 : 2, spellcheck: "true" });
  box.value = editor.text;
  box.addEventListener("input", onEdit);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    takeEdit();
  });
  return el("div", { class: "editor" }, el("label", { for: "edit" }, editor.title), box, buttons);
}

function moveView() {
  const { to } = editor;
  const select = (id, label, all, value, act) => {
    const made_ = el("select", { id });
    options(made_, all, "");
    made_.firstChild.remove();
    made_.value = value;
    made_.addEventListener("input", () => {
      act(made_.value);
      const decision = moveDecision();
      drawDesk();
      $("told").textContent = typeof decision === "string" ? decision : "";
      draft(typeof decision === "string" ? null : { ...decision, entry: entryOf(decision) });
      $(id).focus();
    });
    return el("div", { class: "field" }, el("label", { for: id }, label), made_);
  };
  const records = data.tables[to.t].records.map((_, r) => [String(r), keyText(to.t, r) || recordAt(to.t, r).id]);
  const columns = columnsOf(to.t).map((_, c) => [String(c), headerOf(to.t, c)]);
  const short = (text) => (text.length > 50 ? `${text.slice(0, 50)}…` : text);
  const items = isList(to.t, to.c) ? valueOf(to.t, to.r, to.c) : [];
  const places = [["last", "at the end"], ...items.flatMap(([, steps], i) => [[`before ${i}`, `before “${short(itemText(steps))}”`], [`after ${i}`, `after “${short(itemText(steps))}”`]])];
  return el("div", { class: "fields" },
    select("move-record", "To the study", records, String(to.r), (value) => Object.assign(to, { r: Number(value), side: "last" })),
    select("move-column", "Column", columns, String(to.c), (value) => Object.assign(to, { c: Number(value), side: "last" })),
    select("move-side", "Place", places, to.side, (value) => Object.assign(to, { side: value })));
}

function takeMove() {
  const decision = moveDecision();
  if (typeof decision === "string") return void tell(decision);
  const point = pointAt(editor.where);
  editor = null;
  settle({ ...decision, entry: entryOf(decision) }, point);
}

/** Everything under the records, drawn anew; what a person has written in it stays. */
function drawDesk() {
  const desk = $("desk");
  const [whoNow, whyNow] = [$("who")?.value ?? kept(WHO) ?? "", $("why")?.value ?? ""];
  const open = openPoints();
  const at = current ? points.indexOf(current) + 1 : 0;
  const count = points.length ? at ? `${at} of ${points.length} · ${open.length} open` : `${open.length} of ${plural(points.length, "point")} open` : "No open points";
  const field = (id, label, value, list) => {
    const input = el("input", { id, autocomplete: "off", ...(list ? { list: `${id}-list` } : {}) });
    input.value = value;
    if (id === "who") input.addEventListener("input", () => keep(WHO, input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (id === "who") named();
      else if (editor) (editor.kind === "move" ? takeMove : takeEdit)();
      else input.blur();
    });
    return el("div", { class: "field" }, el("label", { for: id }, label), input,
      list ? el("datalist", { id: `${id}-list` }, ...list.map((text) => el("option", { value: text }, text))) : null);
  };
  const why = REASONS[editor?.kind ?? "keep"] ?? REASONS.keep;
  const selected = place();
  const decided = made.length + fileEntries.filter((entry) => entry.keep).length;
  const stale = fileEntries.filter((entry) => entry.keep && !entry.retarget && statusOf(entry) !== "applied").length;
  desk.replaceChildren(
    el("div", { class: "row first" },
      button("‹", () => next(-1), { "aria-label": "Open point before (k)", disabled: !open.length }),
      button("›", () => next(1), { "aria-label": "Next open point (j)", disabled: !open.length }),
      el("strong", { class: "count" }, count),
      bulkBox(),
      el("span", { class: "spring" }),
      button(`Decisions (${decided})${stale ? ` · ${stale} stale` : ""}`, () => openList(), { id: "list-open" }),
      data.served ? writingView() : button(saved || !made.length ? "Save file" : "Save file •", () => saveFile(), { class: "main", id: "save", disabled: !made.length && !fileEntries.some((entry) => !entry.keep || entry.retarget) })),
    ...[data.sample ? sampleView() : null,
      current ? pointView(current) : selected ? el("p", { class: "where" }, el("strong", {}, address(selected))) : null,
      editorView(),
      editor ? null : el("div", { class: "row acts" }, ...ACTIONS.filter(([key]) => key !== "n" || isCut()).map(([key, name, act, does]) =>
        button(name, act, { title: does, "aria-keyshortcuts": key, disabled: key === "a" ? !open.length : !selected })),
        button("Table …", () => openShapes(), { title: "Decide on the table, its rows and columns", "aria-keyshortcuts": "t" }),
        button("Undo", undo, { "aria-keyshortcuts": "z", disabled: !made.length && !writings.length })),
      el("div", { class: `row by${whoNow ? " known" : ""}` }, field("who", "Who decides", whoNow), field("why", "Why (else the usual reason)", whyNow, why)),
      el("p", { id: "told", class: "told", role: "status" })].filter(Boolean));
}

const isCut = () => Boolean(current && current.t !== undefined && current.flags.some((flag) => recordAt(current.t, current.r).flags[flag][2] === "key-cut"));

const statusOf = (entry) => entry.decided?.status ?? entry.shape?.status ?? "applied";

function saveFile() {
  download(data.decisions.name, fileText(), "application/toml");
  saved = true;
  drawDesk();
  tell(`Saved as ${data.decisions.name}: ${OWN_FILE ? `name it with --decisions ${data.decisions.name}` : `put it beside ${data.source.name}, and run rowmend again`}.`);
}

/** All decisions, those of the file too, and the file as it will be saved. */
function openList() {
  const dialog = $("ask");
  const draw = () => {
    const entries = fileEntries.map((entry) => {
      const status = statusOf(entry);
      const told = entry.decided ?? entry.shape;
      const keepBox = button(entry.keep ? "Remove" : "Keep", () => {
        entry.keep = !entry.keep;
        changed(entry.decided?.edit ? touched(entry.decided.edit) : []);
        draw();
      });
      const again = entry.now && entry.keep ? button(entry.retarget ? "Name the old text" : "Name the nearest text", () => {
        entry.retarget = !entry.retarget;
        changed([]);
        draw();
      }) : null;
      return el("li", { class: entry.keep ? null : "off" },
        el("p", {}, el("strong", {}, entry.do), el("span", { class: `status ${status}` }, ` ${status}`), el("span", { class: "soft" }, ` line ${entry.line} of the file`)),
        told?.reason ? el("p", {}, told.reason) : null,
        told?.nearest ? el("p", {}, turned(told.nearest.text, told.nearest.now)) : null,
        el("pre", { tabindex: "0", "aria-label": "Entry" }, (entry.retarget ? entry.now : entry.text).trim()),
        el("div", { class: "row" }, keepBox, again));
    });
    const own = made.map((decision) => el("li", {}, el("p", {}, el("strong", {}, decision.do), el("span", { class: "soft" }, " decided here")),
      el("pre", { tabindex: "0", "aria-label": "Entry" }, written(decision).trim()),
      el("div", { class: "row" }, button("Take back", () => {
        takeBack(decision);
        draw();
      }))));
    const all = [...entries, ...own];
    dialog.replaceChildren(el("h2", { id: "ask-title" }, `${plural(all.length, "decision")}`),
      el("p", { class: "soft" }, data.served ? `What stands in ${data.decisions.name}, beside the document. Every run of rowmend applies it.`
        : `What is saved as ${data.decisions.name}. The next run of rowmend applies it; this page changes no data.`),
      all.length ? el("ul", { class: "decisions" }, ...all) : el("p", {}, "Nothing is decided yet."),
      el("div", { class: "row" }, data.served ? null : button("Save file", () => saveFile(), { class: "main" }), button("Close", () => dialog.close())));
  };
  draw();
  dialog.dataset.what = "list";
  if (!dialog.open) dialog.showModal();
}

function startDesk() {
  findPoints();
  indexKeys();
  takeUpWork();
  updateDone();
  drawDesk();
  addEventListener("beforeunload", (event) => {
    if (!saved && (made.length || waiting.length)) event.preventDefault();
  });
}
