/**
 * The form of the rules: faults at their fields while one types, rows that change without a new
 * page, and criteria that are dragged into their order. All of it works without this script too.
 */

import { markCells, showCells } from "./module_cells.js";
import { meta, send } from "./requests.js";

/**
 * @typedef {object} Totals
 * @property {string[]} titles
 * @property {string[][]} rows
 * @property {string} note
 */

/**
 * @typedef {object} Checked
 * @property {Record<string, string[]>} faults
 * @property {Record<string, string>} notes
 * @property {Record<string, string>} counts
 * @property {Record<string, Totals>} totals
 * @property {Record<string, [number, string][]>} cells
 * @property {string[]} general
 * @property {string} status
 */

const PAUSE = 400;
/** Milliseconds without typing after which the form is checked. */

const found = document.getElementById("rules");
if (found instanceof HTMLFormElement) open(found);
addEventListener("hashchange", reveal);
reveal();

/** Open what hides the place that the address leads to. */
function reveal() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  for (let each = place.closest("details"); each; each = each.parentElement?.closest("details") ?? null) {
    each.open = true;
  }
  place.scrollIntoView();
}

/** @param {HTMLFormElement} form */
function open(form) {
  let pause = 0;
  let isSaved = true;
  let running = new AbortController();

  const check = async () => {
    running.abort();
    running = new AbortController();
    try {
      const answer = await send(
        form.dataset["check"] ?? "",
        { pairs: fieldsOf(form) },
        running.signal,
      );
      if (answer.ok) show(form, /** @type {Checked} */ (answer.data));
      else say(answer.problems.join(" "));
    } catch {
      // a newer check is under way
    }
  };

  addEventListener("beforeunload", (event) => {
    if (!isSaved) event.preventDefault();
  });
  form.addEventListener("input", (event) => {
    sayOnce(form, event.target);
    isSaved = false;
    clearTimeout(pause);
    pause = setTimeout(check, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    isSaved = !(button instanceof HTMLButtonElement) || button.value === "save";
    if (isSaved || !(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    clearTimeout(pause);
    running.abort();
    void changeRows(form, button);
  });
  showCells(form);
  if (form.querySelector(".is-table [aria-invalid]")) void check();
  letDrag(form, () => {
    isSaved = false;
    void check();
  });
}

/**
 * A week is an activity or the letters of its days: saying one of them empties the other.
 * @param {HTMLFormElement} form
 * @param {EventTarget | null} said
 */
function sayOnce(form, said) {
  const entry = said instanceof Element ? said.closest(".entry.is-week") : null;
  if (!entry || !form.contains(entry)) return;
  for (const field of entry.querySelectorAll("select, input")) {
    if (field !== said) /** @type {HTMLInputElement | HTMLSelectElement} */ (field).value = "";
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {[string, string][]} the names and texts of all fields
 */
function fieldsOf(form) {
  return [...new FormData(form)].map(([name, text]) => [name, String(text)]);
}

/** @param {string} line */
function say(line) {
  const status = document.getElementById("rules-status");
  if (status && status.textContent !== line) status.textContent = line;
}

/**
 * Put faults, dates of weeks and counts where they belong.
 * @param {HTMLFormElement} form
 * @param {Checked} checked
 */
function show(form, checked) {
  for (const place of form.querySelectorAll(".said")) {
    const name = place.id.slice(0, -"!said".length);
    const faults = name ? (checked.faults[name] ?? []) : checked.general;
    const lines = faults.map((fault) => {
      const line = document.createElement("span");
      line.textContent = fault;
      return line;
    });
    place.replaceChildren(...lines);
    for (const field of name ? document.getElementsByName(name) : []) {
      if (faults.length) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }
  for (const place of form.querySelectorAll(".note")) {
    place.textContent = checked.notes[place.id.slice(0, -"!note".length)] ?? "";
  }
  markCells(form, checked.cells);
  for (const place of form.querySelectorAll(".totals")) {
    showTotals(place, checked.totals[place.id.slice(0, -"!totals".length)]);
  }
  for (const place of form.querySelectorAll("[data-section]")) {
    const name = /** @type {HTMLElement} */ (place).dataset["section"] ?? "";
    place.textContent = checked.counts[name] ?? "";
  }
  say(checked.status);
}

/**
 * @param {Element} place
 * @param {Totals | undefined} totals what the modules add up to; nothing while one is wrong
 */
function showTotals(place, totals) {
  const { titles = [], rows = [], note = "" } = totals ?? {};
  const line = (/** @type {string[]} */ cells, /** @type {string} */ tag) => {
    const row = document.createElement("tr");
    cells.forEach((text, column) => {
      const cell = row.appendChild(document.createElement(tag));
      if (tag === "th") cell.setAttribute("scope", "col");
      else cell.setAttribute("data-label", titles[column] ?? "");
      cell.textContent = text;
    });
    return row;
  };
  place.querySelector("p")?.replaceChildren(note);
  place.querySelector("thead")?.replaceChildren(line(titles, "th"));
  place.querySelector("tbody")?.replaceChildren(...rows.map((cells) => line(cells, "td")));
}

/**
 * Have the office change rows, and show the form that it returns.
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 */
async function changeRows(form, button) {
  const body = new URLSearchParams(fieldsOf(form));
  body.append(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) {
    say(meta("no-answer"));
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("rules");
  if (!fresh) {
    location.reload();
    return;
  }
  const opened = [...form.querySelectorAll("details[open]")].map((details) => details.id);
  const known = new Set([...form.querySelectorAll(".row, .class")].map((row) => row.id));
  form.replaceChildren(...fresh.childNodes);
  showCells(form);
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  goOn(form, button.value, known);
}

/**
 * Move the focus to what was added or moved, or to where something was removed.
 * @param {HTMLFormElement} form
 * @param {string} order
 * @param {Set<string>} known the rows that there were
 */
function goOn(form, order, known) {
  const [what = "", name = ""] = order.split(" ");
  if (what === "add" || what === "copy") {
    const added = [...form.querySelectorAll(".row, .class")].find((row) => !known.has(row.id));
    added?.setAttribute("open", "");
    const first = added?.querySelector("input:not([type=hidden]), select");
    if (first instanceof HTMLElement) first.focus();
    return;
  }
  const rows = name.slice(0, name.lastIndexOf("."));
  const next = [...form.querySelectorAll("button[name=do]")].find((each) => {
    const value = /** @type {HTMLButtonElement} */ (each).value;
    return value === order || (what === "remove" && value === `add ${rows}`);
  });
  if (next instanceof HTMLElement) next.focus();
}

/**
 * Let rows whose order counts be dragged to their place.
 * @param {HTMLFormElement} form
 * @param {() => void} changed
 */
function letDrag(form, changed) {
  /** @type {HTMLElement | null} */
  let moving = null;
  form.addEventListener("pointerdown", (event) => {
    const handle = /** @type {Element} */ (event.target).closest(".handle");
    moving = /** @type {HTMLElement | null} */ (handle?.closest(".row") ?? null);
    if (!handle || !moving) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    moving.classList.add("is-moving");
  });
  form.addEventListener("pointermove", (event) => {
    if (!moving) return;
    const list = moving.parentElement;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest(".row");
    if (!over || over === moving || over.parentElement !== list) return;
    const isBelow = moving.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (isBelow) over.after(moving);
    else over.before(moving);
  });
  const end = () => {
    if (!moving) return;
    moving.classList.remove("is-moving");
    const list = moving.parentElement;
    moving = null;
    if (list) number(list);
    changed();
  };
  form.addEventListener("pointerup", end);
  form.addEventListener("pointercancel", end);
}

/**
 * Give the choices of a list the names of their places; its other parts stay where they were.
 * @param {HTMLElement} list
 */
function number(list) {
  const rows = list.dataset["order"] ?? "";
  [...list.children].forEach((row, place) => {
    const own = row.id.slice(rows.length + 1, -"!row".length);
    const renamed = (/** @type {string} */ text) =>
      text.replaceAll(`${rows}.${own}`, `${rows}.${place}`);
    for (const part of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for", "value", "aria-describedby"]) {
        if (name === "value" && !(part instanceof HTMLButtonElement)) continue;
        const text = part.getAttribute(name);
        if (text) part.setAttribute(name, renamed(text));
      }
    }
  });
}
