// The text of NAME.decisions.toml, as `rowmend decide` writes it. FORMAT.md of rowmend tells the form.

const FILE_FORMAT = "rowmend-decisions/1";

/** A string of TOML; of several lines where the text has them. */
function quote(text) {
  const several = text.includes("\n");
  let out = several ? '"""\n' : '"';
  for (const c of text) {
    if (c === '"') out += '\\"';
    else if (c === "\\") out += "\\\\";
    else if (c === "\n") out += "\n";
    else if (c === "\t") out += "\\t";
    else if (/\p{Cc}/u.test(c)) out += `\\u${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    else out += c;
  }
  return out + (several ? '"""' : '"');
}

const quoted = (texts) => `[\n${texts.map((text) => `  ${quote(text)},\n`).join("")}]`;

const signed = ({ who, why, date }) => `who = ${quote(who)}\nwhy = ${quote(why)}\n${date ? `date = ${date}\n` : ""}`;

/** The entry of a decision, without who, why and date. The order of the keys is that of FORMAT.md. */
function entryOf(decision) {
  const { target, to, into, flags } = decision;
  let out = `[[decision]]\ndo = ${quote(decision.do)}\n`;
  const line = (key, value) => { if (value !== null && value !== undefined) out += `${key} = ${value}\n`; };
  const text = (key, value) => { if (value !== null && value !== undefined) out += `${key} = ${quote(value)}\n`; };
  text("table", target.table);
  text("tables" in target ? null : "record", target.record);
  text("column", target.column);
  text("text", target.text);
  if (target.items) {
    if (target.items.length === 1) text("item", target.items[0]);
    else line("items", quoted(target.items));
  }
  text("step", target.step);
  text("before", target.before);
  text("after", target.after);
  if (typeof to === "string") text("to", to);
  else if (to) {
    const places = ["record", "column", "after", "before"].filter((key) => to[key] !== undefined && to[key] !== null);
    line("to", `{ ${places.map((key) => `${key} = ${quote(to[key])}`).join(", ")} }`);
  }
  if (typeof into === "string") text("into", into);
  else if (into) line("into", quoted(into));
  if (flags?.length) line("flags", `[${flags.map(quote).join(", ")}]`);
  return out;
}

/** The entry of a decision on a table. */
function shapeEntry(action, keys) {
  let out = `[[decision]]\ndo = ${quote(action)}\n`;
  for (const [key, value] of Object.entries(keys)) {
    if (value === null || value === undefined) continue;
    out += `${key} = ${Array.isArray(value) ? (value.length ? quoted(value) : "[]") : quote(value)}\n`;
  }
  return out;
}

/** A decision as it stands in the file. */
const written = (decision) => decision.raw ?? decision.entry + signed(decision);

/** The whole file: what stays of the one that is there, to the letter, and what was decided here. */
function fileText() {
  const { decisions } = data;
  let out = decisions.head ?? `format = ${quote(FILE_FORMAT)}\n`;
  for (const entry of fileEntries) {
    if (entry.keep) out += entry.retarget ? entry.now : entry.text;
    out += entry.rest;
  }
  if (out && !out.endsWith("\n")) out += "\n";
  for (const decision of made) out += `\n${written(decision)}`;
  return out;
}

/** Hands a file to the person. */
function download(name, text, type) {
  const link = el("a", { download: name, href: `data:${type};charset=utf-8,${encodeURIComponent(text)}`, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}
