// Where the page is served (`rowmend serve`): what is decided is written at once, what others write comes up
// here, and what is exported is held against what is shown.

const LOOK_MS = 2000;
const STILL_MS = 400;
const CLOSED = "this address is not open any more: open the one that rowmend serve printed";
// What was written from here, to be taken back.
const writings = [];
// What is taken back is not taken back again.
const takenBack = new Set();
// Decisions about points on which somebody else decided meanwhile.
const waiting = [];
let sending = false;
let trouble = "";
// The version at which writing was refused: it is not tried again before something changes.
let refusedAt = null;
// The version that the oldest decision saw which is not written, where that is not the one shown.
let base = null;
let compared = "";

const ask = async (what, options) => {
  const answer = await fetch(`${location.pathname}/${what}`, options);
  const body = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : null;
  return { status: answer.status, body };
};

/** What is to be written: what was decided here, and what goes from the file. */
const wish = () => ({
  add: made.map(written),
  remove: fileEntries.filter((entry) => !entry.keep).map((entry) => entry.text),
  replace: fileEntries.filter((entry) => entry.keep && entry.retarget).map((entry) => [entry.text, entry.now]),
});

const isPending = () => Object.values(wish()).some((all) => all.length);

/** Writes what is not written yet; one request at a time, for the next one needs its version. */
async function write() {
  const wanted = wish();
  if (sending || !isPending()) return;
  const [batch, before] = [[...made], [...fileEntries]];
  sending = true;
  quietly(drawDesk);
  let answer = { status: 0, body: null };
  try {
    answer = await ask("decisions", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ version: base ?? data.served.version, reading: data.served.reading, ...wanted }),
    });
  } catch {
    // Status 0 says it.
  }
  sending = false;
  const { status, body } = answer;
  trouble = status === 200 || status === 409 ? "" : status === 403 || status === 401
    ? CLOSED
    : body?.error ? [body.error, body.help].filter(Boolean).join(". ")
    : status ? `rowmend serve refuses it (${status})` : "rowmend serve does not answer; it is tried again";
  refusedAt = trouble && status ? data.served.version : null;
  if (trouble) {
    quietly(drawDesk);
    return;
  }
  if (status === 409) setAside(body.clashes, batch);
  else remember(batch, before, wanted);
  base = null;
  takeUp(body, status === 200 ? { batch, sent: wanted } : {});
  if (status === 409) openHeld(body.clashes);
  write();
}

/** What takes a writing back. */
function remember(batch, before, { remove }) {
  const gone = before.filter((entry) => remove.includes(entry.text));
  const replaced = new Set();
  for (const own of batch.filter(({ silent }) => !silent)) {
    const back = gone.filter((entry) => own.replaced?.entries.some((old) => old.text === entry.text));
    back.forEach((entry) => replaced.add(entry));
    writings.push({ text: written(own), back, what: own.do, point: own.point });
  }
  for (const entry of gone) if (!takenBack.delete(entry.text) && !replaced.has(entry)) writings.push({ text: null, back: [entry], what: `removing ${entry.do}`, point: null });
}

function undoWritten() {
  const last = writings.pop();
  if (!last) return void tell("Nothing was decided here.");
  const own = fileEntries.find((entry) => entry.keep && entry.text === last.text);
  if (last.text && !own) return void tell("Somebody changed that meanwhile; look at all decisions (l).");
  if (own) {
    own.keep = false;
    takenBack.add(own.text);
  }
  for (const { text, decided, ...entry } of last.back) {
    made.push({ do: entry.do, raw: text, entry: text, change: decided?.edit ?? null, point: null, silent: true });
  }
  changed([...(own?.decided?.edit ? touched(own.decided.edit) : []), ...last.back.flatMap(({ decided }) => (decided?.edit ? touched(decided.edit) : []))]);
  if (last.point) goTo(last.point);
  tell(`Taken back: ${last.what}.`);
}

/** The changes that a file makes, by its entries. */
const editsOfFile = () => new Map(fileEntries.filter((entry) => entry.keep && entry.decided?.edit)
  .map((entry) => [entry.text + JSON.stringify(entry.decided.edit), entry.decided.edit]));

/** The records that are other ones by what stands in one of two, and not in both. */
const turnedBy = (before, after) => [[before, after], [after, before]].flatMap(([own, other]) =>
  [...own].filter(([key]) => !other.has(key)).flatMap(([, edit]) => touched(edit)));

/** Takes over the file as it stands now. What is not written yet stays. */
function takeUp(state, { batch = [], sent = null } = {}) {
  const taken = batch.filter((own) => !made.includes(own)).map(written);
  for (const own of batch) if (made.includes(own)) made.splice(made.indexOf(own), 1);
  if (made.length && !sent) base ??= data.served.version;
  saved = !made.length && !waiting.length;
  keepWork();
  if (state.served.reading !== data.served.reading) {
    startAnew();
    return;
  }
  const off = fileEntries.filter((entry) => !entry.keep && !sent?.remove.includes(entry.text)).map((entry) => entry.text);
  const again = fileEntries.filter((entry) => entry.retarget && !sent?.replace.some(([old]) => old === entry.text)).map((entry) => entry.text);
  const before = editsOfFile();
  for (const own of batch) if (own.change) before.set(written(own) + JSON.stringify(own.change), own.change);
  Object.assign(data, state);
  fileEntries.splice(0, fileEntries.length, ...entriesOfFile());
  for (const entry of fileEntries) {
    // What was taken back while it was on its way goes again.
    if (off.includes(entry.text) || taken.includes(entry.text)) entry.keep = false;
    if (again.includes(entry.text) && entry.now) entry.retarget = true;
  }
  for (const card of cards.values()) card.answered.clear();
  for (const [t, r, flag] of data.standing.answered) cardOf({ t, r })?.answered.add(flag);
  for (const point of points) {
    if (point.t !== undefined) point.before = point.flags.every((flag) => cardOf(point)?.answered.has(flag));
  }
  updateDone();
  // What was shown while it was being written is shown already.
  const keys = turnedBy(before, editsOfFile());
  if (keys.length) refresh(keys);
  compared = "";
  quietly(drawDesk);
  if ($("ask").open && $("ask").dataset.what === "list") openList();
  compareSoon();
}

/** Other tables are shown by a new page; who is in the middle of something says when. */
function startAnew() {
  if (!editor && !document.querySelector("dialog[open]")) return void location.reload();
  compared = "the tables are others by now: end this, and load the page again";
  quietly(drawDesk);
}

/** Draws without taking the focus from where it is. */
function quietly(draw) {
  const { id, selectionStart = null, selectionEnd = null } = document.activeElement ?? {};
  const said = $("told")?.textContent ?? "";
  draw();
  $("told").textContent = said;
  const again = id ? $(id) : null;
  if (!again || again === document.activeElement) return;
  again.focus({ preventScroll: true });
  if (selectionStart !== null) again.setSelectionRange(selectionStart, selectionEnd);
}

/** What clashes waits for a person; the rest is written with the next request. */
function setAside(clashes, batch) {
  for (const { mine, theirs } of clashes) {
    const own = batch.find((decision) => written(decision) === mine);
    if (!own) continue;
    if (made.includes(own)) made.splice(made.indexOf(own), 1);
    waiting.push({ own, theirs });
  }
  // Removed and retargeted entries are looked at again in the file as it is now.
  for (const entry of fileEntries) Object.assign(entry, { keep: true, retarget: false });
}

function openHeld(clashes = []) {
  const dialog = $("ask");
  const lost = clashes.filter(({ mine }) => !waiting.some(({ own }) => written(own) === mine));
  const end = (one, mine) => () => {
    waiting.splice(waiting.indexOf(one), 1);
    if (mine) {
      for (const entry of fileEntries) if (one.theirs.includes(entry.text)) entry.keep = false;
      made.push({ ...one.own, replaced: { made: [], entries: fileEntries.filter((entry) => !entry.keep) } });
    }
    changed([]);
    if (waiting.length) draw();
    else dialog.close();
  };
  const text = (label, entry) => el("div", {}, el("p", { class: "soft" }, label), el("pre", { tabindex: "0", "aria-label": label }, entry.trim()));
  const draw = () => dialog.replaceChildren(
    el("h2", { id: "ask-title" }, "Somebody else decided on the same"),
    el("p", { class: "soft" }, "Nothing is lost: theirs is in the file, and yours waits here."),
    el("ul", { class: "decisions" },
      ...waiting.map((one) => el("li", {}, text("You", written(one.own)), ...one.theirs.map((entry) => text("Written meanwhile", entry)),
        el("div", { class: "row" }, button("Leave theirs", end(one, false)), button("Put mine in its place", end(one, true), { class: "main" })))),
      ...lost.map(({ mine, theirs }) => el("li", {}, text("You changed or removed", mine), ...theirs.map((entry) => text("Changed meanwhile to", entry)),
        el("p", {}, "It stays as it is now; decide again where that is not right.")))),
    el("div", { class: "row" }, button("Close", () => dialog.close())));
  dialog.dataset.what = "held";
  draw();
  if (!dialog.open) dialog.showModal();
}

/** What becomes of what is decided, for the desk. */
function writingView() {
  const waits = waiting.length ? button(`${plural(waiting.length, "decision")} to settle`, () => openHeld(), { class: "main" }) : null;
  const text = trouble ? `${isPending() ? "Not written: " : ""}${trouble}.` : sending || made.length ? "Writing …" : `All is written${compared ? ` · ${compared}` : ""}`;
  return el("span", { class: "row" }, waits, el("span", { id: "written", class: trouble || compared.startsWith("differs") ? "problem" : "soft" }, text));
}

let timer = null;
function compareSoon() {
  clearTimeout(timer);
  timer = setTimeout(compare, STILL_MS);
}

/** Holds what is exported, read anew with all decisions, against what is shown. */
async function compare() {
  if (made.length || drafted || sending) return;
  const { version } = data.served;
  let found = null;
  try {
    const { status, body } = await ask("result");
    if (status !== 200) found = body?.error ?? null;
    else if (body.version === version && version === data.served.version && !made.length && !drafted) found = difference(body.values);
    else return;
  } catch {
    return;
  }
  compared = found === "" ? "as it is exported" : found ? `differs from what is exported: ${found}` : "";
  quietly(drawDesk);
}

/** Where the first value stands that is exported otherwise; empty where there is none. */
function difference(exported) {
  const plain = (value) => (Array.isArray(value) ? value.map((steps) => steps.map(plainText).join(ARROW)).join("\n") : plainText(value ?? ""));
  for (const [t, table] of data.tables.entries()) {
    const keys = table.records.map((_, r) => keyOf(t, r));
    const all = applied(keys);
    const shown = keys.map((key, r) => ({ r, ...all.get(key) })).filter(({ gone }) => !gone);
    if (shown.length !== (exported[t]?.length ?? 0)) return table.title ?? table.id;
    for (const [at, { r, cells }] of shown.entries()) {
      const c = cells.findIndex((cell, column) => {
        const mine = cell.slots ? itemsOf(cell).map((item) => item.steps.map((step) => step.text)) : cell.text;
        const value = exported[t][at][column];
        return plain(mine) !== plain(Array.isArray(value) ? value.map(([, steps]) => steps) : value);
      });
      if (c >= 0) return `${keyText(t, r) || recordAt(t, r).id}, ${headerOf(t, c)}`;
    }
  }
  return "";
}

/** Looks whether somebody else wrote something. */
async function lookAgain() {
  if (document.visibilityState !== "visible" || sending) return;
  try {
    const { status, body } = await ask("version");
    if (sending) return;
    if (status !== 200) {
      trouble = body?.error ?? (status === 404 ? "the document is not there any more" : CLOSED);
      return void quietly(drawDesk);
    }
    if (body.version !== data.served.version || body.reading !== data.served.reading) {
      const fresh = await ask(`state?${data.served.reading}`);
      if (sending || fresh.status !== 200) return;
      trouble = "";
      takeUp(fresh.body);
      say("Somebody else decided something.");
    } else if (trouble && refusedAt !== data.served.version) {
      trouble = "";
      quietly(drawDesk);
    }
    if (refusedAt !== data.served.version) write();
  } catch {
    trouble = "rowmend serve does not answer; it is tried again";
    quietly(drawDesk);
  }
}

function startServed() {
  if (!data.served) return;
  $("title").before(el("a", { href: "/", class: "back" }, "All documents"));
  $("ask").addEventListener("close", () => { delete $("ask").dataset.what; });
  setInterval(lookAgain, LOOK_MS);
  document.addEventListener("visibilitychange", lookAgain);
  if (waiting.length) openHeld();
  write();
  compareSoon();
}
