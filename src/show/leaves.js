// The source on the left: leaves, each with a layer of boxes that is drawn only while the leaf is seen.

const [viewKind, viewData] = Object.entries(data.view)[0];
const LINES_PER_LEAF = 40;
const leaves = [];
const isPages = viewKind === "pages";

/** What stands on a leaf: `kind`, the number of its value or left-out text, and its place. */
const addEntry = (leaf, entry) => leaf && leaf.entries.push(entry);

function makeLeaf(section, sheet, extra = {}) {
  const leaf = { section, sheet, entries: [], boxes: null, layer: null, seen: false, ...extra };
  leaves.push(leaf);
  return leaf;
}

function printedLeaves() {
  viewData.forEach(([width, height], at) => {
    const section = $(`page-${at + 1}`);
    const leaf = makeLeaf(section, section.querySelector(".sheet"), { width, height, name: `Page ${at + 1}` });
    leaf.sheet.style.aspectRatio = `${width} / ${height}`;
  });
}

function dumpLeaves() {
  const holder = $("leaves");
  for (let first = 0; first < viewData.length; first += LINES_PER_LEAF) {
    const last = Math.min(first + LINES_PER_LEAF, viewData.length);
    const sheet = el("div", { class: "sheet lines" });
    const texts = [];
    for (let line = first; line < last; line += 1) {
      const text = document.createTextNode(viewData[line]);
      texts.push(text);
      sheet.append(el("div", { class: "line" }, el("span", { class: "number" }, String(line + 1)), el("span", { class: "text" }, text)));
    }
    const name = `Lines ${first + 1} to ${last}`;
    const section = el("section", { class: "leaf text", "aria-label": name }, sheet);
    holder.append(section);
    makeLeaf(section, sheet, { texts, first, name });
  }
}

const paragraphs = new Map();

function wordParagraph(leaf, { place, mark, level, text }) {
  const node = document.createTextNode(text);
  const own = el("span", { class: "text" }, node);
  paragraphs.set(place.join("/"), { leaf, node, from: 0 });
  const shown = mark ?? (level !== undefined ? "•" : null);
  return el("p", { class: level !== undefined ? `item level-${Math.min(level, 4)}` : null },
    shown === null ? null : el("span", { class: "mark", "aria-hidden": "true" }, shown), own);
}

function wordLeaves() {
  const holder = $("leaves");
  viewData.forEach(({ above, rows, below }, at) => {
    const name = `Table ${at + 1} of the document`;
    const sheet = el("div", { class: "sheet word" });
    const section = el("section", { class: "leaf text whole", "aria-label": name }, el("p", { class: "leaf-name" }, name), sheet);
    const leaf = makeLeaf(section, sheet, { name });
    const body = el("tbody");
    for (const row of rows) {
      body.append(el("tr", {}, ...row.map((cell) => el("td", {
        class: cell.head ? "head" : null,
        colspan: cell.across > 1 ? cell.across : null,
        rowspan: cell.down > 1 ? cell.down : null,
      }, ...cell.text.map((one) => wordParagraph(leaf, one))))));
    }
    sheet.append(...above.map((one) => wordParagraph(leaf, one)), el("table", {}, body), ...below.map((one) => wordParagraph(leaf, one)));
    holder.append(section);
  });
}

function leafOf(span) {
  if (viewKind === "pages") return leaves[span[0] - 1];
  if (viewKind === "lines") return leaves[Math.floor((span[0] - 1) / LINES_PER_LEAF)];
  return paragraphs.get(span.join("/"))?.leaf;
}

/** UTF-16 index of the character number `column`, from 1. */
function unitOf(text, column) {
  let unit = 0;
  for (let at = 1; at < column && unit < text.length; at += 1) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return unit;
}

/** Where a text of a paragraph stands in it; the whole of it where that is not told by its words. */
function within(paragraph, text) {
  const whole = paragraph.node.data;
  if (!text) return [0, whole.length];
  const words = text.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(words.join("\\s+"), "gu");
  pattern.lastIndex = paragraph.from;
  let found = pattern.exec(whole);
  if (!found && paragraph.from > 0) {
    pattern.lastIndex = 0;
    found = pattern.exec(whole);
  }
  if (!found) return [0, whole.length];
  paragraph.from = pattern.lastIndex;
  return [found.index, pattern.lastIndex];
}

/** The part of a text node that an entry stands for. */
function rangeOf(leaf, entry) {
  const range = document.createRange();
  let node, from, to;
  if (viewKind === "lines") {
    const [line, first, last] = entry.span;
    node = leaf.texts[line - 1 - leaf.first];
    if (!node) return null;
    [from, to] = [unitOf(node.data, first), unitOf(node.data, last + 1)];
  } else {
    const paragraph = paragraphs.get(entry.span.join("/"));
    if (!paragraph) return null;
    node = paragraph.node;
    entry.range ??= within(paragraph, entry.text);
    [from, to] = entry.range;
  }
  range.setStart(node, Math.min(from, node.length));
  range.setEnd(node, Math.min(to, node.length));
  return range;
}

/** The boxes of a leaf, one for each line of each text, in the units of its layer. */
function boxesOf(leaf) {
  if (leaf.boxes) return leaf.boxes;
  leaf.boxes = [];
  const add = (entry, x0, y0, x1, y1) => leaf.boxes.push({ entry, x0, y0, x1, y1, area: (x1 - x0) * (y1 - y0) });
  if (isPages) {
    for (const entry of leaf.entries) add(entry, ...entry.span.slice(1));
    return leaf.boxes;
  }
  const own = leaf.sheet.getBoundingClientRect();
  for (const entry of leaf.entries) {
    const range = rangeOf(leaf, entry);
    for (const box of range ? range.getClientRects() : []) {
      if (box.width > 0) add(entry, box.left - own.left, box.top - own.top, box.right - own.left, box.bottom - own.top);
    }
  }
  return leaf.boxes;
}

const PAD = isPages ? 0.8 : 0;
const pathOf = (boxes) => boxes.map(({ x0, y0, x1, y1 }) =>
  `M${(x0 - PAD).toFixed(1)} ${(y0 - PAD).toFixed(1)}H${(x1 + PAD).toFixed(1)}V${(y1 + PAD).toFixed(1)}H${(x0 - PAD).toFixed(1)}Z`).join("");

let lit = new Set();
let held = new Set();

function sizeOf(leaf) {
  if (isPages) return [leaf.width, leaf.height];
  const box = leaf.sheet.getBoundingClientRect();
  return [box.width, box.height];
}

/** Draws the layer of a leaf that is seen: four paths, however many boxes. */
function drawLayer(leaf) {
  const boxes = boxesOf(leaf);
  if (!leaf.layer) {
    const paths = {};
    for (const kind of ["value", "flag", "left", "refused", "held", "lit"]) paths[kind] = drawn("path", { class: kind });
    leaf.layer = drawn("svg", { class: "layer", "aria-hidden": "true" }, ...Object.values(paths));
    leaf.paths = paths;
    leaf.sheet.append(leaf.layer);
  }
  leaf.layer.setAttribute("viewBox", `0 0 ${sizeOf(leaf).join(" ")}`);
  const of = (kind) => boxes.filter(({ entry }) => entry.kind === kind);
  leaf.paths.value.setAttribute("d", pathOf(of("value")));
  leaf.paths.left.setAttribute("d", pathOf(of("left")));
  leaf.paths.refused.setAttribute("d", pathOf(of("refused")));
  drawLit(leaf);
}

function drawLit(leaf) {
  if (!leaf.layer) return;
  const of = (set) => pathOf(boxesOf(leaf).filter(({ entry }) => set.has(entry.id)));
  leaf.paths.lit.setAttribute("d", lit.size ? of(lit) : "");
  leaf.paths.held.setAttribute("d", held.size ? of(lit.size ? new Set([...held].filter((id) => !lit.has(id))) : held) : "");
  const open = ({ entry }) => entry.kind === "value" && flagged.has(entry.v) && !held.has(entry.id) && !lit.has(entry.id);
  leaf.paths.flag.setAttribute("d", pathOf(boxesOf(leaf).filter(open)));
}

const litIds = (vs) => new Set(vs.map((v) => `v${v}`));

/** Lights up values while they are looked at; `keep` is for what is chosen. */
function light(ids, keep = false) {
  if (keep) held = ids;
  lit = keep ? new Set() : ids;
  for (const leaf of leaves) if (leaf.seen) drawLit(leaf);
}

/** Brings the first box of values into view. */
function showPlaces(spans) {
  const first = spans[0];
  const leaf = first && leafOf(first);
  if (!leaf) return;
  const pane = $("source");
  const toTop = () => leaf.section.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
  let top, left;
  if (isPages) {
    const scale = leaf.sheet.getBoundingClientRect().height / leaf.height;
    const inside = leaf.sheet.getBoundingClientRect().top - leaf.section.getBoundingClientRect().top;
    const boxes = spans.filter((span) => span[0] === first[0]);
    top = toTop() + inside + Math.min(...boxes.map((box) => box[2])) * scale;
    const edge = leaf.sheet.getBoundingClientRect().left - pane.getBoundingClientRect().left + pane.scrollLeft;
    left = [Math.min(...boxes.map((box) => box[1])), Math.max(...boxes.map((box) => box[3]))].map((x) => edge + x * scale);
  } else {
    const entry = leaf.entries.find((own) => own.span === first);
    const range = entry && rangeOf(leaf, entry);
    const box = range?.getBoundingClientRect();
    top = box && box.height ? box.top - pane.getBoundingClientRect().top + pane.scrollTop : toTop();
    left = box?.width ? [box.left, box.right].map((x) => x - pane.getBoundingClientRect().left + pane.scrollLeft) : null;
  }
  const [view, width] = [pane.clientHeight, pane.clientWidth];
  const down = top < pane.scrollTop + view * 0.12 || top > pane.scrollTop + view * 0.75;
  const aside = left && (left[0] < pane.scrollLeft || left[1] > pane.scrollLeft + width);
  if (down || aside) {
    pane.scrollTo({
      top: down ? Math.max(0, top - view * 0.3) : pane.scrollTop,
      left: aside ? Math.max(0, Math.min(left[0] - 12, (left[0] + left[1] - width) / 2)) : pane.scrollLeft,
      behavior: calm() ? "auto" : "smooth",
    });
  }
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** What stands under the pointer: the smallest box, and a value rather than what was left out. */
function under(event) {
  const sheet = event.target.closest?.(".sheet");
  const leaf = sheet && leaves.find((own) => own.sheet === sheet);
  if (!leaf || !leaf.seen) return null;
  const box = sheet.getBoundingClientRect();
  const [width, height] = sizeOf(leaf);
  const x = ((event.clientX - box.left) / box.width) * width;
  const y = ((event.clientY - box.top) / box.height) * height;
  let best = null;
  for (const one of boxesOf(leaf)) {
    if (x < one.x0 - 1 || x > one.x1 + 1 || y < one.y0 - 1 || y > one.y1 + 1) continue;
    const better = !best || (one.entry.kind === "value") > (best.entry.kind === "value") ||
      ((one.entry.kind === "value") === (best.entry.kind === "value") && one.area < best.area);
    if (better) best = one;
  }
  return best?.entry ?? null;
}

// Values with a flag that is open; `records.js` keeps it.
const flagged = new Set();

function indexEntries() {
  values.forEach((value, v) => {
    const text = value.raw ?? (value.i === null || value.i === undefined ? null : valueOf(value.t, value.r, value.c)[value.i]?.[1][value.s]);
    for (const span of value.spans) {
      addEntry(leafOf(span), { kind: "value", v, id: `v${v}`, span, text: value.spans.length === 1 ? text : null });
    }
  });
  data.left.forEach(([reason, text, spans], at) => {
    if (reason === "refused") return;
    for (const span of spans) addEntry(leafOf(span), { kind: "left", id: `l${at}`, at, span, text });
  });
  data.refused.forEach((region, at) => {
    addEntry(leaves[region.page - 1], { kind: "refused", id: `r${at}`, at, span: [region.page, ...region.box] });
  });
}

let observer = null;

function watchLeaves() {
  observer = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      const leaf = leaves.find((own) => own.section === target);
      leaf.seen = isIntersecting;
      if (isIntersecting) drawLayer(leaf);
      else if (leaf.layer) {
        leaf.layer.remove();
        leaf.layer = null;
      }
    }
  }, { root: $("source"), rootMargin: "200px" });
  for (const leaf of leaves) observer.observe(leaf.section);
  if (isPages) return;
  const again = () => {
    for (const leaf of leaves) {
      leaf.boxes = null;
      if (leaf.seen) drawLayer(leaf);
    }
  };
  new ResizeObserver(again).observe($("leaves"));
}

/** A few words on what the pointer rests on. */
function tip(event, entry) {
  const box = $("tip");
  if (!entry || entry.kind === "value") {
    box.hidden = true;
    return;
  }
  box.replaceChildren();
  if (entry.kind === "left") {
    const [reason, text] = data.left[entry.at];
    box.append(el("strong", {}, `Left out: ${reason}`), el("span", {}, data.reasons[reason]), el("q", {}, text));
  } else {
    const region = data.refused[entry.at];
    box.append(el("strong", {}, `Taken for no table (${plural(region.lines, "line")})`), el("span", {}, region.reasons.join("; ")));
  }
  box.hidden = false;
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  box.style.left = `${Math.max(8, Math.min(event.clientX + 12, innerWidth - width - 8))}px`;
  box.style.top = `${event.clientY + height + 24 > innerHeight ? event.clientY - height - 12 : event.clientY + 16}px`;
}

function startLeaves() {
  if (isPages) printedLeaves();
  else if (viewKind === "lines") dumpLeaves();
  else wordLeaves();
  indexEntries();
  for (const leaf of leaves) {
    if (isPages) leaf.section.style.containIntrinsicSize = `auto 640px auto ${Math.round((640 * leaf.height) / leaf.width) + 40}px`;
  }
  watchLeaves();
  const pane = $("source");
  let waiting = null;
  pane.addEventListener("pointermove", (event) => {
    if (waiting) return;
    waiting = requestAnimationFrame(() => {
      waiting = null;
      const entry = under(event);
      pane.classList.toggle("pointing", entry?.kind === "value");
      tip(event, entry);
      lightFromSource(entry);
    });
  });
  pane.addEventListener("pointerleave", () => {
    tip(null, null);
    lightFromSource(null);
  });
  pane.addEventListener("click", (event) => {
    const entry = under(event);
    if (entry?.kind === "value") choose(values[entry.v], { from: "source" });
  });
}
