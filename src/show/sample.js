// Values without a flag, drawn by chance: right or wrong, and how often wrong.

const drawnValues = (data.sample?.values ?? []).map(([t, r, c, i]) => ({ t, r, c, i, right: null }));
let sampleAt = -1;

// 1.96 standard deviations hold 95 % of a normal distribution.
const Z = 1.959964;

/** The interval that holds the rate with 95 %, after Wilson (1927). */
function wilson(wrong, number) {
  if (!number) return [0, 1];
  const rate = wrong / number;
  const spread = Z * Z / number;
  const middle = (rate + spread / 2) / (1 + spread);
  const half = (Z / (1 + spread)) * Math.sqrt((rate * (1 - rate)) / number + spread / (4 * number));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

const percent = (rate) => `${(rate * 100).toFixed(1)} %`;

function sampleSum() {
  const checked = drawnValues.filter((own) => own.right !== null);
  const wrong = checked.filter((own) => !own.right).length;
  return { checked: checked.length, wrong, interval: wilson(wrong, checked.length) };
}

function sampleGo(at) {
  if (at < 0 || at >= drawnValues.length) return;
  sampleAt = at;
  current = null;
  choose(drawnValues[at], { from: "desk" });
}

function judge(right) {
  if (sampleAt < 0) return;
  drawnValues[sampleAt].right = right;
  keep(`${STORE} sample ${data.sample.seed} ${drawnValues.length}`, JSON.stringify(drawnValues.map((own) => own.right)));
  const open = drawnValues.findIndex((own, at) => own.right === null && at > sampleAt);
  const any = open >= 0 ? open : drawnValues.findIndex((own) => own.right === null);
  if (any >= 0) sampleGo(any);
  else drawDesk();
}

function sampleKey(key) {
  if (key === "r") judge(true);
  else if (key === "w") judge(false);
  else if (key === "]") sampleGo(Math.min(sampleAt + 1, drawnValues.length - 1));
  else if (key === "[") sampleGo(Math.max(sampleAt - 1, 0));
  else return false;
  return true;
}

function sampleView() {
  const { checked, wrong, interval } = sampleSum();
  const number = drawnValues.length;
  const now = drawnValues[sampleAt];
  const judged = now ? (now.right === null ? "" : now.right ? "right" : "wrong") : "";
  return el("div", { class: "sample" },
    el("div", { class: "row" },
      button("‹", () => sampleGo(Math.max(sampleAt - 1, 0)), { "aria-label": "Drawn value before ([)" }),
      button("›", () => sampleGo(Math.min(sampleAt + 1, number - 1)), { "aria-label": "Next drawn value (])" }),
      el("strong", {}, `Drawn value ${sampleAt + 1} of ${number}`), el("span", { class: "soft" }, judged),
      el("span", { class: "spring" }),
      button("Right", () => judge(true), { "aria-keyshortcuts": "r", disabled: !now, title: "the source says so (r)" }),
      button("Wrong", () => judge(false), { "aria-keyshortcuts": "w", disabled: !now, title: "the source says otherwise (w)" }),
      button("Save result", saveSample, { disabled: !checked, id: "save-sample" })),
    el("p", { class: "soft", id: "sample-sum" }, checked
      ? `${wrong} of ${checked} wrong: ${percent(wrong / checked)}, 95 % interval ${percent(interval[0])} to ${percent(interval[1])} (Wilson); of ${data.sample.of} values without a flag, seed ${data.sample.seed}`
      : `${number} of ${data.sample.of} values without a flag, seed ${data.sample.seed}. Compare each with the source: is it right?`));
}

function saveSample() {
  const { checked, wrong, interval } = sampleSum();
  const rounded = (number) => Math.round(number * 10000) / 10000;
  const values_ = drawnValues.map(({ t, r, c, i, right }) => ({
    table: data.tables[t].id, record: recordAt(t, r).id, column: columnsOf(t)[c].key, ...(i === null ? {} : { item: i }),
    text: i === null ? cellText(t, r, c) : itemText(valueOf(t, r, c)[i][1]), right,
  }));
  const result = {
    format: "rowmend-sample/1", source: data.source.name, sha256: data.source.sha256, tool: data.tool,
    seed: data.sample.seed, of: data.sample.of, drawn: drawnValues.length, checked, wrong,
    rate: checked ? rounded(wrong / checked) : null, interval: interval.map(rounded), level: 0.95, method: "Wilson",
    who: who(), date: today(), values: values_,
  };
  download(`${data.source.name}.sample.json`, `${JSON.stringify(result, null, 2)}\n`, "application/json");
  tell(`Saved as ${data.source.name}.sample.json.`);
}

function startSample() {
  if (!data.sample) return;
  let before = null;
  try {
    before = JSON.parse(kept(`${STORE} sample ${data.sample.seed} ${drawnValues.length}`) ?? "null");
  } catch {
    before = null;
  }
  if (Array.isArray(before)) before.forEach((right, at) => { if (drawnValues[at]) drawnValues[at].right = right; });
  KEYS.push(["r, w", "the drawn value is right, or wrong"], ["[, ]", "drawn value before and next"]);
  sampleGo(Math.max(0, drawnValues.findIndex((own) => own.right === null)));
}
