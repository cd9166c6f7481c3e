// The consensus of two people: the queue holds the points that they did not decide alike, with both decisions
// beside each; either is taken with a key, or something else is decided.

/** The points on which the two differ, or that one of them alone decided. */
function findDifferences() {
  for (const own of data.compare.points) {
    const found = placeOf(own.id);
    const place = found?.c === null || found?.c === undefined ? null : found;
    const flags = place ? recordAt(place.t, place.r).flags.map((flag, at) => [flag, at])
      .filter(([[c, i]]) => c === place.c && (i ?? null) === place.i).map(([, at]) => at) : [];
    const told = place ? null : data.standing.notices.find(({ id }) => id === own.id);
    const notice = { notice: { code: own.id, message: own.text }, keep: told?.keep };
    points.push({ ...(place ?? notice), flags, offers: told?.offers ?? [], two: own, before: own.decided, done: own.decided });
  }
}

function takeSide(side) {
  const point = current;
  if (!point?.two) return void next();
  if (!ready()) return;
  const all = point.two.sides[side];
  if (!all.length) return void tell(`${data.compare.files[side]} decides nothing here.`);
  for (const own of all) {
    const why = $("why").value.trim() || `Agreed on what ${own.who} decided: ${own.why}`;
    take({ do: own.do, entry: own.entry, change: own.change, why }, point);
  }
  next();
}

function compareKey(key) {
  if (key !== "1" && key !== "2") return false;
  takeSide(Number(key) - 1);
  return true;
}

/** Both decisions about a point, beside each other. */
function sidesView(point) {
  if (!point.two) return null;
  return el("div", { class: "sides" }, ...point.two.sides.map((all, side) => {
    const name = data.compare.files[side];
    const told = all.map((own) => el("div", {},
      el("p", {}, el("strong", {}, own.do), own.result ? ` ${own.result}` : ""),
      el("p", { class: "soft" }, `${own.who}: ${own.why}${own.date ? ` (${own.date})` : ""}`)));
    return el("section", { "aria-label": name },
      el("p", { class: "row" }, el("strong", {}, name), el("span", { class: "spring" }),
        button("Take this", () => takeSide(side), { "aria-keyshortcuts": String(side + 1), "aria-label": `Take this: what ${name} decides`, disabled: !all.length })),
      ...(told.length ? told : [el("p", { class: "soft" }, "Nothing decided")]));
  }));
}
