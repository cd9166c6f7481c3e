// The page of `rowmend report OLD NEW` in a real browser: what a reviewer sees of a revision.
//
//     node tests/browser/versions.mjs PROGRAM
//
// Needs what browser.mjs needs.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AXE, SAMPLES, boxesIn, copied, folder, kept, open, placeIn, run, runAll, traceOf } from "./harness.mjs";

/** The page of two versions, and what it was told. */
function versions(old, now, ...more) {
  const page = join(mkdtempSync(join(folder, "v-")), "page.html");
  run("report", old, now, "-o", page, ...more);
  const told = readFileSync(page, "utf8").split('<script type="application/json" id="data">')[1].split("</script>")[0];
  const data = JSON.parse(told);
  return { page, data, changes: data.parts.flatMap((part) => part.changes) };
}

/** A sample of text, and a revision of it; the same revision is read once. */
function revised(change, sample = "dump/appendix.txt") {
  const text = readFileSync(join(SAMPLES, sample), "utf8");
  const revision = change(text);
  return kept(`revised ${sample} ${revision}`, () => {
    const own = mkdtempSync(join(folder, "r-"));
    const [old, now] = ["v1.txt", "v2.txt"].map((name) => join(own, name));
    writeFileSync(old, text);
    writeFileSync(now, revision);
    return versions(old, now);
  });
}

/**
 * The printed appendix, and a dump of it in which a text reads otherwise that is torn by a page break in print.
 */
function tornAndRevised() {
  const path = copied("pdf/appendix.pdf");
  const trace = JSON.parse(readFileSync(traceOf(path), "utf8"));
  const { tables } = JSON.parse(readFileSync(`${path}.json`, "utf8"));
  const dump = readFileSync(join(SAMPLES, "dump/appendix.txt"), "utf8");
  const parts = trace.records.flatMap((record) => record.cells.flatMap((cell) => cell.parts.map((part) => ({ record, cell, part }))));
  const torn = parts.filter(({ part }) => part.item !== undefined && new Set(part.spans.map((span) => span.page)).size > 1);
  const texts = torn.map(({ record, cell, part }) => tables.find((own) => own.id === record.table).records
    .find((own) => own.id === record.record).cells[cell.column][part.item].steps[part.step]);
  const text = texts.find((own) => dump.split(own).length === 2);
  assert.ok(text, `one of them stands in the dump: ${texts.join(" | ")}`);
  const now = join(mkdtempSync(join(folder, "p-")), "v2.txt");
  writeFileSync(now, dump.replace(text, `${text} indeed`));
  const made = versions(path, now, "--images", "thumb");
  const change = made.changes.find((own) => JSON.stringify(own.lines).includes("indeed") && own.lit.every((side) => side.length));
  assert.ok(change, "it is told");
  return { ...made, change };
}

const SEVERAL = (text) => text.replace("improved trust", "greater trust").replace("Merger", "Alliance").replace("reduced conflict", "less strife");

const heldIn = (tab, pane) => tab.evaluate((id) => [...document.querySelectorAll(`#${id} path.held`)].map((path) => path.getAttribute("d")).join(""), pane);
const chosen = (tab) => tab.evaluate(() => document.querySelector(".change.chosen")?.dataset.id ?? null);
const shown = (tab) => tab.evaluate(() => [...document.querySelectorAll("#list li")].filter((one) => one.checkVisibility({ contentVisibilityAuto: false })).length);

const tests = {
  async "a change lights up its boxes in both sources, over a page break"() {
    const { page, change, data } = tornAndRevised();
    const { tab, close } = await open(page, { height: 2400 });
    await tab.click(`.change[data-id="${change.id}"]`);
    await tab.waitForTimeout(300);
    const spans = change.lit[0].flatMap((v) => data.sides[0].values[v][0]);
    const pages = new Set(spans.map(([number]) => number));
    assert.ok(pages.size > 1, "it stands on two pages");
    for (const number of pages) {
      const path = await tab.evaluate((id) => document.querySelector(`#${id} path.held`)?.getAttribute("d") ?? "", `old-page-${number}`);
      assert.equal(boxesIn(path), spans.filter(([own]) => own === number).length, `boxes on page ${number}`);
    }
    assert.ok(boxesIn(await heldIn(tab, "new")) > 0, "boxes in the new version");
    assert.match(await tab.locator("#old-where").textContent(), /^page \d+, \d+$/);
    assert.match(await tab.locator("#new-where").textContent(), /^line \d+/);
    await close();
  },

  async "what is looked at lights up, and a click on a box chooses its change"() {
    const { page, changes } = revised(SEVERAL);
    const { tab, close } = await open(page);
    const { id } = changes.find((one) => one.kinds.includes("item-changed"));
    const other = changes.find((one) => one.id !== id).id;
    await tab.hover(`.change[data-id="${id}"]`);
    assert.ok(await tab.evaluate(() => [...document.querySelectorAll("path.lit")].some((path) => path.getAttribute("d"))), "it is lit");
    assert.equal(await chosen(tab), null, "and nothing is chosen by looking");
    await tab.evaluate((own) => document.querySelector(`.change[data-id="${own}"]`).focus(), id);
    assert.equal(await chosen(tab), id, "focus chooses");
    await tab.evaluate((own) => document.querySelector(`.change[data-id="${own}"]`).focus(), other);
    await close();
    for (const pane of ["old", "new"]) {
      const again = await open(page);
      await again.tab.waitForTimeout(200);
      const [x, y] = await again.tab.evaluate((own) => {
        const path = [...document.querySelectorAll(`#${own} path.changed`)].find((one) => one.getAttribute("d"));
        const [, left, top, right, bottom] = path.getAttribute("d").match(/M(\S+) (\S+?)H(\S+?)V(\S+?)H/).map(Number);
        const sheet = path.closest(".sheet").getBoundingClientRect();
        return [sheet.left + (left + right) / 2, sheet.top + (top + bottom) / 2];
      }, pane);
      await again.tab.mouse.move(x, y);
      await again.tab.waitForTimeout(100);
      assert.ok(await again.tab.locator("#tip").isVisible(), "it is told what changed here");
      await again.tab.mouse.click(x, y);
      const now = await chosen(again.tab);
      assert.equal(changes.find((one) => one.id === now)?.tone, "changed", `a box of the ${pane} version chooses its change`);
      for (const side of ["old", "new"]) assert.ok(boxesIn(await heldIn(again.tab, side)) > 0, `${side} is lit`);
      await again.close();
    }
  },

  async "keys go from change to change, and filters leave some of them"() {
    const { page, changes } = revised(SEVERAL);
    const { tab, close } = await open(page);
    assert.equal(await shown(tab), changes.length);
    const ids = [];
    for (const key of ["j", "j", "k"]) {
      await tab.keyboard.press(key);
      ids.push(await chosen(tab));
    }
    assert.deepEqual(ids, [changes[0].id, changes[1].id, changes[0].id]);
    assert.equal(await tab.evaluate(() => document.activeElement.dataset.id), changes[0].id, "the focus goes along");
    await tab.keyboard.press("ArrowDown");
    assert.equal(await chosen(tab), changes[1].id);
    const [kind] = changes.at(-1).kinds;
    await tab.selectOption("#by-kind", kind);
    assert.equal(await shown(tab), changes.filter((one) => one.kinds.includes(kind)).length);
    await tab.selectOption("#by-kind", "");
    await tab.keyboard.press("Escape");
    await tab.keyboard.press("/");
    await tab.keyboard.type("greater");
    assert.equal(await shown(tab), 1);
    assert.match(await tab.locator("#count").textContent(), /1 of \d+ entries/);
    await tab.keyboard.press("Escape");
    await tab.keyboard.press("Escape");
    assert.equal(await shown(tab), changes.length, "all again");
    await tab.keyboard.press("?");
    assert.ok(await tab.locator("#help").isVisible());
    await tab.keyboard.press("Escape");
    await tab.keyboard.press("v");
    assert.ok(await tab.evaluate(() => document.body.classList.contains("stacked")));
    await close();
  },

  async "a link leads to its change"() {
    const { page, changes } = revised(SEVERAL);
    const last = changes.at(-1);
    const { tab, close } = await open(page, { hash: `#${encodeURIComponent(last.id)}` });
    assert.equal(await chosen(tab), last.id);
    await tab.keyboard.press("k");
    assert.equal(decodeURIComponent((await placeIn(tab)).slice(1)), changes.at(-2).id);
    await close();
  },

  async "every kind of source lights up what changed"() {
    for (const [old, now] of [["docx/appendix.docx", "dump/group-year.txt"], ["recognised/appendix.hocr", "pdf/appendix.pdf"], ["docx/real-lists.docx", "docx/typed-bullets.docx"]]) {
      const { page, changes } = versions(join(SAMPLES, old), join(SAMPLES, now), "--images", "none");
      const { tab, close } = await open(page);
      for (const [side, pane] of ["old", "new"].entries()) {
        const change = changes.find((one) => one.lit[side].length);
        await tab.evaluate((id) => [...document.querySelectorAll(".change")].find((one) => one.dataset.id === id).click(), change.id);
        await tab.waitForTimeout(200);
        assert.ok(boxesIn(await heldIn(tab, pane)) > 0, `${old}, ${now}: ${pane}`);
      }
      await close();
    }
  },

  async "versions without a change say so"() {
    const { page } = revised((text) => text);
    const { tab, close } = await open(page);
    assert.match(await tab.locator("#list").textContent(), /Nothing changed/);
    assert.match(await tab.locator("#sum").textContent(), /No change/);
    await tab.keyboard.press("j");
    await close();
  },

  async "versions whose text is HTML and script run nothing"() {
    const evil = '</script><script>alert(1)</script><img src=x onerror=alert(2)><!--';
    const { page } = revised((text) => text.replaceAll("Merger", evil).replace("improved trust", `${evil}"><svg onload=alert(3)>`).replace("Study", evil));
    const { tab, close } = await open(page);
    for (let at = 0; at < 5; at += 1) await tab.keyboard.press("j");
    await tab.waitForTimeout(300);
    assert.equal(await tab.evaluate(() => document.querySelectorAll("#list img, #list script, .source script, .source img").length), 0);
    assert.ok((await tab.locator("#list").textContent()).includes("onerror=alert(2)"), "it is shown as text");
    await close();
  },

  async "nobody is kept out, in light and dark, wide and narrow"() {
    const { page } = revised(SEVERAL);
    for (const scheme of ["light", "dark"]) {
      for (const [width, height] of [[1440, 900], [390, 844]]) {
        const { tab, close } = await open(page, { scheme, width, height });
        await tab.keyboard.press("j");
        await tab.waitForTimeout(200);
        await tab.evaluate(AXE);
        const { violations } = await tab.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map((own) => `${own.id}: ${own.nodes.map((node) => node.html).join(" ")}`), [], `${scheme} ${width}`);
        assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing stands out at the side");
        for (const pane of ["old", "new", "scroll"]) {
          const box = await tab.locator(`#${pane}`).boundingBox();
          assert.ok(box.width > 200 && box.height > 150, `${pane} has room: ${JSON.stringify(box)}`);
        }
        await close();
      }
    }
  },
};

await runAll(tests);
