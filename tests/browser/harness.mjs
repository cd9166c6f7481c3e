// What the tests in a real browser share: samples and their pages, a browser that looks out for what a page may
// not do, and the run of all tests of a script.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const HERE = dirname(fileURLToPath(import.meta.url));
export const SAMPLES = process.env.ROWMEND_SAMPLES ?? resolve(HERE, "../../samples");
export const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const PROGRAM = process.argv[2] ?? "rowmend";
// A frame of a screen of 60 Hz.
export const FRAME_MS = 16;

export const folder = mkdtempSync(join(tmpdir(), "rowmend-browser-"));
export const run = (...words) => execFileSync(PROGRAM, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });

const made = new Map();

/** What `make` gives, made once for all that ask for the same by `key`. */
export function kept(key, make) {
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
}

/** A sample in a folder of its own. */
export function copied(sample) {
  const path = join(mkdtempSync(join(folder, "s-")), basename(sample));
  copyFileSync(sample.startsWith("/") ? sample : join(SAMPLES, sample), path);
  return path;
}

/**
 * A sample of its own, and the page of it. The same sample gives the same bytes each time (a test of the program's
 * own says so), so that a page is made once and copied: reading a sample takes the program of the tests seconds.
 */
export function report(sample, ...more) {
  const path = copied(sample);
  const page = `${path}.report.html`;
  const text = kept(`report ${[sample, ...more].join(" ")}`, () => {
    run("report", path, ...more);
    return readFileSync(page, "utf8");
  });
  writeFileSync(page, text);
  // Few tests look at the data beside the page.
  return { path, page, get data() { return JSON.parse(kept(`extract ${sample}`, () => run("extract", "--no-decisions", path))); } };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** Opens a page; nothing may be asked for but the file itself, nothing may fail, and no dialog may come up. */
export async function open(page, { hash = "", width = 1440, height = 900, scheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce" });
  const tab = await context.newPage();
  const own = pathToFileURL(page).href;
  const wrong = [];
  tab.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== own && !url.startsWith("data:")) wrong.push(`asks for ${url}`);
  });
  tab.on("pageerror", (error) => wrong.push(`fails: ${error.stack}`));
  tab.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  tab.on("dialog", (dialog) => {
    if (dialog.type() !== "beforeunload") wrong.push(`dialog: ${dialog.message()}`);
    dialog.accept();
  });
  await tab.goto(own + hash);
  await tab.waitForFunction(() => document.querySelectorAll(".card dl").length === document.querySelectorAll(".card").length);
  return { tab, wrong, close: async () => { await context.close(); assert.deepEqual(wrong, []); } };
}

/** The place that the address names. The page is asked: what Playwright knows of its address comes a little later. */
export const placeIn = (tab) => tab.evaluate(() => location.hash);
export const litOn = (tab, number) => tab.evaluate((page) => document.querySelector(`#page-${page} path.lit`)?.getAttribute("d") ?? "", number);
export const boxesIn = (path) => path.split("Z").length - 1;

export async function saved(tab, button = "#save") {
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.click(button)]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

const servers = [];

/** A folder of samples, served; `visit` opens a tab of a browser that has the token. */
export async function serve(...samples) {
  const own = mkdtempSync(join(folder, "d-"));
  for (const sample of samples) copyFileSync(join(SAMPLES, sample), join(own, basename(sample)));
  const server = spawn(PROGRAM, ["serve", own, "--quiet"], { stdio: ["ignore", "pipe", "inherit"] });
  servers.push(server);
  const [line] = await once(server.stdout, "data");
  const address = String(line).trim();
  const { origin } = new URL(address);
  const wrong = [];
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  const visit = async (path = "") => {
    const tab = await context.newPage();
    tab.on("request", (request) => !request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:") && wrong.push(`asks for ${request.url()}`));
    tab.on("pageerror", (error) => wrong.push(`fails: ${error.stack}`));
    // That two decided on the same is answered with 409, which the browser tells.
    tab.on("console", (message) => message.type() === "error" && !/409/.test(message.text()) && wrong.push(message.text()));
    await tab.goto(path ? origin + path : address);
    return tab;
  };
  const close = async () => {
    await context.close();
    server.kill("SIGINT");
    await once(server, "exit");
    assert.deepEqual(wrong, []);
  };
  return { own, visit, close, context, origin };
}

export const isWritten = (tab, text = "All is written") => tab.waitForFunction((wanted) => document.getElementById("written")?.textContent.includes(wanted), text);

/** The trace of a document; its data is written beside it. */
export function traceOf(path) {
  execFileSync(PROGRAM, ["extract", "--no-decisions", path, "-o", dirname(path)], { stdio: "pipe" });
  return `${path}.trace.json`;
}

/** Runs all tests, or those with the words in their name that are given after the program. */
export async function runAll(tests) {
  let failed = 0;
  const wanted = process.argv[3];
  for (const [name, test] of Object.entries(tests)) {
    if (wanted && !name.includes(wanted)) continue;
    try {
      await test();
      console.log(`ok   ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name}\n${error.stack}`);
    }
  }
  await browser.close();
  for (const server of servers) server.kill();
  rmSync(folder, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
}
