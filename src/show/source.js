// The source on the left: all that was read of it, what was left out, and what was taken for no table.

// Values with a flag that is open; `records.js` keeps it.
const flagged = new Set();

const source = new Source({
  view: data.view, pane: $("source"), holder: $("leaves"), page: (number) => $(`page-${number}`),
  kinds: {
    value: ({ kind }) => kind === "value",
    flag: ({ kind, v, id }) => kind === "value" && flagged.has(v) && !source.isLit(id),
    left: ({ kind }) => kind === "left",
    refused: ({ kind }) => kind === "refused",
  },
  loose: ["flag"],
  point(event, entry) {
    $("source").classList.toggle("pointing", entry?.kind === "value");
    tip(event, entry);
    lightFromSource(entry);
  },
  press(entry) {
    if (entry?.kind === "value") choose(values[entry.v], { from: "source" });
  },
});

values.forEach((value, v) => {
  const text = value.raw ?? (value.i === null || value.i === undefined ? null : valueOf(value.t, value.r, value.c)[value.i]?.[1][value.s]);
  for (const span of value.spans) source.add({ kind: "value", v, id: `v${v}`, span, text: value.spans.length === 1 ? text : null });
});
data.left.forEach(([reason, text, spans], at) => {
  if (reason === "refused") return;
  for (const span of spans) source.add({ kind: "left", id: `l${at}`, at, span, text });
});
data.refused.forEach((region, at) => source.add({ kind: "refused", id: `r${at}`, at, span: [region.page, ...region.box] }));

/** A few words on what the pointer rests on. */
function tip(event, entry) {
  const box = $("tip");
  if (!entry || entry.kind === "value") {
    box.hidden = true;
    return;
  }
  if (entry.kind === "left") {
    const [reason, text] = data.left[entry.at];
    showTip(event, el("strong", {}, `Left out: ${reason}`), el("span", {}, data.reasons[reason]), el("q", {}, text));
  } else {
    const region = data.refused[entry.at];
    showTip(event, el("strong", {}, `Taken for no table (${plural(region.lines, "line")})`), el("span", {}, region.reasons.join("; ")));
  }
}
