// What a page was told, and small helpers. All text of the document goes through textContent.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const ARROW = " → ";

/** An element; `children` are elements or texts. */
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (key === "value") made.value = value;
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

const button = (text, act, attributes = {}) =>
  el("button", { type: "button", ...attributes, on: { click: act } }, text);

const plural = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/** Tells a person who listens. */
function say(text) {
  $("said").textContent = text;
}

// What is kept of one visit for the next.
function kept(key) {
  try {
    return localStorage.getItem(`rowmend ${key}`);
  } catch {
    return null;
  }
}
function keep(key, value) {
  try {
    localStorage.setItem(`rowmend ${key}`, value);
  } catch {
    // A browser that keeps nothing still decides.
  }
}

/** A text without accents and capitals, to be searched. */
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function options(select, all, none) {
  select.replaceChildren(el("option", { value: "" }, none), ...all.map(([value, text]) => {
    const option = el("option", {}, text);
    option.value = value;
    return option;
  }));
}

/** Light or dark, as the system wants or as somebody chose. */
function startTheme() {
  const root = document.documentElement;
  root.dataset.theme = kept("theme") ?? "";
  $("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    keep("theme", root.dataset.theme);
  });
}

/** The dialog that tells the keys. */
function startHelp(keys) {
  const help = $("help");
  const close = button("Close", () => help.close(), { class: "main" });
  help.append(el("h2", { id: "help-title" }, "Keys"), el("dl", { class: "keys" }, ...keys.map(([key, does]) =>
    el("div", {}, el("dt", {}, ...key.split(", ").flatMap((one, at) => [at ? " " : "", el("kbd", {}, one)])), el("dd", {}, does)))), close);
  $("help-open").addEventListener("click", () => help.showModal());
}

/** A few words beside the pointer. */
function showTip(event, ...told) {
  const box = $("tip");
  box.replaceChildren(...told);
  box.hidden = false;
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  box.style.left = `${Math.max(8, Math.min(event.clientX + 12, innerWidth - width - 8))}px`;
  box.style.top = `${event.clientY + height + 24 > innerHeight ? event.clientY - height - 12 : event.clientY + 16}px`;
}
