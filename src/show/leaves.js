// A source as printed: leaves, each with a layer of boxes that is drawn only while the leaf is seen.

const LINES_PER_LEAF = 40;

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

const litIds = (vs) => new Set(vs.map((v) => `v${v}`));

/**
 * `view` is what it looks like, `pane` what it scrolls in, `holder` what its leaves are put into, and `page` finds
 * the leaf of a page. `kinds` are the boxes that are drawn, each a name with a test of an entry; those in `loose`
 * change with what is lit. `name` tells one source from another to a person who listens. `point` and `press` are told what the pointer rests on and what is clicked.
 */
class Source {
  constructor({ view, pane, holder, page, kinds, loose = [], name = "", point, press }) {
    Object.assign(this, { pane, holder, page, kinds, loose, name, point, press });
    [[this.kind, this.view]] = Object.entries(view);
    this.isPages = this.kind === "pages";
    this.pad = this.isPages ? 0.8 : 0;
    this.leaves = [];
    this.pages = new Map();
    this.paragraphs = new Map();
    this.lit = new Set();
    this.held = new Set();
    if (this.isPages) this.printedLeaves();
    else if (this.kind === "lines") this.dumpLeaves();
    else this.wordLeaves();
  }

  label(text) {
    return this.name ? `${this.name}: ${text}` : text;
  }

  makeLeaf(section, sheet, extra = {}) {
    const leaf = { section, sheet, entries: [], boxes: null, layer: null, seen: false, ...extra };
    this.leaves.push(leaf);
    return leaf;
  }

  printedLeaves() {
    this.view.forEach(([width, height], at) => {
      const section = this.page(at + 1);
      if (!section) return;
      section.setAttribute("aria-label", this.label(`Page ${at + 1}`));
      const leaf = this.makeLeaf(section, section.querySelector(".sheet"), { width, height });
      leaf.sheet.style.aspectRatio = `${width} / ${height}`;
      section.style.containIntrinsicSize = `auto 640px auto ${Math.round((640 * height) / width) + 40}px`;
      this.pages.set(at + 1, leaf);
    });
  }

  dumpLeaves() {
    for (let first = 0; first < this.view.length; first += LINES_PER_LEAF) {
      const last = Math.min(first + LINES_PER_LEAF, this.view.length);
      const sheet = el("div", { class: "sheet lines" });
      const texts = [];
      for (let line = first; line < last; line += 1) {
        const text = document.createTextNode(this.view[line]);
        texts.push(text);
        sheet.append(el("div", { class: "line" }, el("span", { class: "number" }, String(line + 1)), el("span", { class: "text" }, text)));
      }
      const section = el("section", { class: "leaf text run", "aria-label": this.label(`Lines ${first + 1} to ${last}`) }, sheet);
      this.holder.append(section);
      this.makeLeaf(section, sheet, { texts, first });
    }
  }

  wordParagraph(leaf, { place, mark, level, text }) {
    const node = document.createTextNode(text);
    const own = el("span", { class: "text" }, node);
    this.paragraphs.set(place.join("/"), { leaf, node, from: 0 });
    const shown = mark ?? (level !== undefined ? "•" : null);
    return el("p", { class: level !== undefined ? `item level-${Math.min(level, 4)}` : null },
      shown === null ? null : el("span", { class: "mark", "aria-hidden": "true" }, shown), own);
  }

  wordLeaves() {
    this.view.forEach(({ above, rows, below }, at) => {
      const name = `Table ${at + 1} of the document`;
      const sheet = el("div", { class: "sheet word" });
      const section = el("section", { class: "leaf text whole", "aria-label": this.label(name) }, el("p", { class: "leaf-name" }, name), sheet);
      const leaf = this.makeLeaf(section, sheet);
      const body = el("tbody");
      for (const row of rows) {
        body.append(el("tr", {}, ...row.map((cell) => el("td", {
          class: cell.head ? "head" : null,
          colspan: cell.across > 1 ? cell.across : null,
          rowspan: cell.down > 1 ? cell.down : null,
        }, ...cell.text.map((one) => this.wordParagraph(leaf, one))))));
      }
      const paragraphs = (all) => all.map((one) => this.wordParagraph(leaf, one));
      sheet.append(...paragraphs(above), el("table", {}, body), ...paragraphs(below));
      this.holder.append(section);
    });
  }

  leafOf(span) {
    if (this.isPages) return this.pages.get(span[0]);
    if (this.kind === "lines") return this.leaves[Math.floor((span[0] - 1) / LINES_PER_LEAF)];
    return this.paragraphs.get(span.join("/"))?.leaf;
  }

  /** What stands on a leaf: `kind`, the name that it is lit by, its place and its text. */
  add(entry) {
    this.leafOf(entry.span)?.entries.push(entry);
  }

  /** The part of a text node that an entry stands for. */
  rangeOf(leaf, entry) {
    const range = document.createRange();
    let node, from, to;
    if (this.kind === "lines") {
      const [line, first, last] = entry.span;
      node = leaf.texts[line - 1 - leaf.first];
      if (!node) return null;
      [from, to] = [unitOf(node.data, first), unitOf(node.data, last + 1)];
    } else {
      const paragraph = this.paragraphs.get(entry.span.join("/"));
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
  boxesOf(leaf) {
    if (leaf.boxes) return leaf.boxes;
    leaf.boxes = [];
    const add = (entry, x0, y0, x1, y1) => leaf.boxes.push({ entry, x0, y0, x1, y1, area: (x1 - x0) * (y1 - y0) });
    if (this.isPages) {
      for (const entry of leaf.entries) add(entry, ...entry.span.slice(1));
      return leaf.boxes;
    }
    const own = leaf.sheet.getBoundingClientRect();
    for (const entry of leaf.entries) {
      const range = this.rangeOf(leaf, entry);
      for (const box of range ? range.getClientRects() : []) {
        if (box.width > 0) add(entry, box.left - own.left, box.top - own.top, box.right - own.left, box.bottom - own.top);
      }
    }
    return leaf.boxes;
  }

  pathOf(boxes) {
    return boxes.map(({ x0, y0, x1, y1 }) => `M${(x0 - this.pad).toFixed(1)} ${(y0 - this.pad).toFixed(1)}H${(x1 + this.pad).toFixed(1)}` +
      `V${(y1 + this.pad).toFixed(1)}H${(x0 - this.pad).toFixed(1)}Z`).join("");
  }

  sizeOf(leaf) {
    if (this.isPages) return [leaf.width, leaf.height];
    const box = leaf.sheet.getBoundingClientRect();
    return [box.width, box.height];
  }

  /** Draws the layer of a leaf that is seen: a path for each kind, however many boxes. */
  drawLayer(leaf) {
    if (!leaf.layer) {
      const paths = {};
      for (const kind of [...Object.keys(this.kinds), "held", "lit"]) paths[kind] = drawn("path", { class: kind });
      leaf.layer = drawn("svg", { class: "layer", "aria-hidden": "true" }, ...Object.values(paths));
      leaf.paths = paths;
      leaf.sheet.append(leaf.layer);
    }
    leaf.layer.setAttribute("viewBox", `0 0 ${this.sizeOf(leaf).join(" ")}`);
    for (const kind of Object.keys(this.kinds)) if (!this.loose.includes(kind)) this.drawKind(leaf, kind);
    this.drawLit(leaf);
  }

  drawKind(leaf, kind) {
    leaf.paths[kind].setAttribute("d", this.pathOf(this.boxesOf(leaf).filter(({ entry }) => this.kinds[kind](entry))));
  }

  drawLit(leaf) {
    if (!leaf.layer) return;
    const { lit, held } = this;
    const of = (set) => this.pathOf(this.boxesOf(leaf).filter(({ entry }) => set.has(entry.id)));
    leaf.paths.lit.setAttribute("d", lit.size ? of(lit) : "");
    leaf.paths.held.setAttribute("d", held.size ? of(lit.size ? new Set([...held].filter((id) => !lit.has(id))) : held) : "");
    for (const kind of this.loose) this.drawKind(leaf, kind);
  }

  draw() {
    for (const leaf of this.leaves) if (leaf.seen) this.drawLayer(leaf);
  }

  isLit(id) {
    return this.held.has(id) || this.lit.has(id);
  }

  /** Lights up values while they are looked at; `keep` is for what is chosen. */
  light(ids, keep = false) {
    if (keep) this.held = ids;
    this.lit = keep ? new Set() : ids;
    for (const leaf of this.leaves) if (leaf.seen) this.drawLit(leaf);
  }

  /** Where the first of some places stands within the pane: its top, and both sides where they are known. */
  placeOf(leaf, spans) {
    const { pane } = this;
    const [first] = spans;
    const frame = pane.getBoundingClientRect();
    const sheet = leaf.sheet.getBoundingClientRect();
    const toTop = leaf.section.getBoundingClientRect().top - frame.top + pane.scrollTop;
    if (this.isPages) {
      const scale = sheet.height / leaf.height;
      const inside = sheet.top - leaf.section.getBoundingClientRect().top;
      const boxes = spans.filter((span) => span[0] === first[0]);
      const edge = sheet.left - frame.left + pane.scrollLeft;
      const left = [Math.min(...boxes.map((box) => box[1])), Math.max(...boxes.map((box) => box[3]))].map((x) => edge + x * scale);
      return { top: toTop + inside + Math.min(...boxes.map((box) => box[2])) * scale, left };
    }
    const entry = leaf.entries.find((own) => own.span === first);
    const box = (entry && this.rangeOf(leaf, entry))?.getBoundingClientRect();
    return {
      top: box && box.height ? box.top - frame.top + pane.scrollTop : toTop,
      left: box?.width ? [box.left, box.right].map((x) => x - frame.left + pane.scrollLeft) : null,
    };
  }

  /**
   * Brings the first of some places into view. Leaves that were not seen before have their height only guessed, so
   * where it came to is looked at again.
   */
  show(spans, again = 3) {
    const { pane } = this;
    this.wanted = spans;
    const leaf = spans[0] && this.leafOf(spans[0]);
    if (!leaf) return;
    const { top, left } = this.placeOf(leaf, spans);
    const [view, width] = [pane.clientHeight, pane.clientWidth];
    const down = top < pane.scrollTop + view * 0.12 || top > pane.scrollTop + view * 0.75;
    const aside = left && (left[0] < pane.scrollLeft || left[1] > pane.scrollLeft + width);
    if (!down && !aside) return;
    if (again > 0) pane.addEventListener("scrollend", () => this.wanted === spans && this.show(spans, again - 1), { once: true });
    pane.scrollTo({
      top: down ? Math.max(0, top - view * 0.3) : pane.scrollTop,
      left: aside ? Math.max(0, Math.min(left[0] - 12, (left[0] + left[1] - width) / 2)) : pane.scrollLeft,
      behavior: calm() ? "auto" : "smooth",
    });
  }

  /** What stands under the pointer: the smallest box, and a value rather than what was left out. */
  under(event) {
    const sheet = event.target.closest?.(".sheet");
    const leaf = sheet && this.leaves.find((own) => own.sheet === sheet);
    if (!leaf || !leaf.seen) return null;
    const box = sheet.getBoundingClientRect();
    const [width, height] = this.sizeOf(leaf);
    const x = ((event.clientX - box.left) / box.width) * width;
    const y = ((event.clientY - box.top) / box.height) * height;
    let best = null;
    for (const one of this.boxesOf(leaf)) {
      if (x < one.x0 - 1 || x > one.x1 + 1 || y < one.y0 - 1 || y > one.y1 + 1) continue;
      const better = !best || (one.entry.kind === "value") > (best.entry.kind === "value") ||
        ((one.entry.kind === "value") === (best.entry.kind === "value") && one.area < best.area);
      if (better) best = one;
    }
    return best?.entry ?? null;
  }

  watchLeaves() {
    const observer = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        const leaf = this.leaves.find((own) => own.section === target);
        leaf.seen = isIntersecting;
        if (isIntersecting) this.drawLayer(leaf);
        else if (leaf.layer) {
          leaf.layer.remove();
          leaf.layer = null;
        }
      }
    }, { root: this.pane, rootMargin: "200px" });
    for (const leaf of this.leaves) observer.observe(leaf.section);
    if (this.isPages) return;
    new ResizeObserver(() => {
      for (const leaf of this.leaves) leaf.boxes = null;
      this.draw();
    }).observe(this.holder);
  }

  start() {
    this.watchLeaves();
    let waiting = null;
    this.pane.addEventListener("pointermove", (event) => {
      if (waiting) return;
      waiting = requestAnimationFrame(() => {
        waiting = null;
        this.point(event, this.under(event));
      });
    });
    this.pane.addEventListener("pointerleave", () => this.point(null, null));
    this.pane.addEventListener("click", (event) => this.press(this.under(event)));
  }
}
