/** A table of a draft on the screen, used as a spreadsheet: selection, keys, fingers, undo. */

import { Changes } from "./grid_changes.js";
import { areaBetween, cellsOf, idOf, placeAfter, placeOf, shownArea } from "./grid_places.js";

/** @typedef {import("./grid_places.js").Place} Place */

/**
 * A cell, and what is written into it.
 * @typedef {{ place: Place, cell: HTMLElement, text: string }} Written
 */

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function element(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`no ${type.name} ${id}`);
  return found;
}

/**
 * @param {EventTarget | null} target
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function within(target, selector) {
  const found = target instanceof Element ? target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
}

/** A table on the screen whose cells are selected, typed into, copied and pasted. */
export class Sheet {
  grid = element("grid", HTMLTableElement);
  form = element("change", HTMLFormElement);
  trouble = element("trouble", HTMLDivElement);
  extend = element("extend", HTMLButtonElement);
  /** @type {Record<string, string>} */
  words = JSON.parse(element("words", HTMLScriptElement).text);
  frame = {
    cohorts: this.grid.querySelectorAll("th.of-cohort[id]").length,
    weeks: this.grid.querySelectorAll("th.of-week[id]").length,
    isLanes: !this.grid.classList.contains("is-table"),
  };

  /** @type {Place} */
  from = placeOf(location.hash.slice(1)) ?? { cohort: 0, week: 0 };
  /** @type {Place} */
  to = this.from;
  /** Whether an empty cell that is pasted empties one; it leaves it as it is if not. */
  takesBlanks = false;
  isDragging = false;
  isTapping = false;

  changes = new Changes(Number(new FormData(this.form).get("revision")), {
    show: (parts, said, isLast) => this.show(parts, said, isLast),
    trouble: (problems, isOvertaken) => this.tell(problems, isOvertaken),
  });

  start() {
    document.body.classList.add("has-script");
    if (!this.at(this.from)) this.from = this.to = { cohort: 0, week: 0 };
    this.mark();
    if (location.hash) this.at(this.to)?.focus();
    this.grid.addEventListener("keydown", (event) => this.pressed(event));
    this.grid.addEventListener("pointerdown", (event) => this.pointed(event));
    this.grid.addEventListener("pointerover", (event) => this.dragged(event));
    this.grid.addEventListener("click", (event) => this.clicked(event));
    this.grid.addEventListener("focusin", (event) => this.focused(event));
    addEventListener("pointerup", () => (this.isDragging = false));
    addEventListener("pointercancel", () => (this.isTapping = false));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.form.addEventListener("pointerdown", (event) => {
      if (within(event.target, "button")) event.preventDefault(); // the grid keeps the focus
    });
    this.extend.addEventListener("click", () => this.setExtending(!this.isExtending));
    document.addEventListener("keydown", (event) => this.pressedAnywhere(event));
    document.addEventListener("copy", (event) => this.copied(event));
    document.addEventListener("paste", (event) => this.pasted(event));
    document.addEventListener("click", (event) => this.followed(event));
    this.trouble.addEventListener("click", (event) => this.answered(event));
  }

  // --- What is selected

  /**
   * @param {Place} place
   * @returns {HTMLElement | null}
   */
  at(place) {
    return document.getElementById(idOf(place));
  }

  get area() {
    return areaBetween(this.from, this.to, this.frame);
  }

  /** @returns {HTMLElement[]} */
  get selected() {
    return [...cellsOf(this.area)].flatMap((place) => this.at(place) ?? []);
  }

  /** Shows which cells are selected, and which one the Tab key reaches. */
  mark() {
    for (const each of this.grid.querySelectorAll('[aria-selected="true"]')) {
      each.removeAttribute("aria-selected");
    }
    for (const each of this.selected) each.setAttribute("aria-selected", "true");
    for (const each of this.grid.querySelectorAll('[tabindex="0"]')) each.setAttribute("tabindex", "-1");
    this.at(this.to)?.setAttribute("tabindex", "0");
    element("selected", HTMLParagraphElement).textContent = this.described;
    const meant = new Set(this.at(this.to)?.getAttribute("aria-describedby")?.split(" "));
    for (const each of document.querySelectorAll(".breaches li")) {
      each.classList.toggle("is-meant", meant.has(each.id));
    }
  }

  get described() {
    const { cohorts, weeks } = this.area;
    const ends = (/** @type {[number, number]} */ [first, last], /** @type {string} */ letter) =>
      [...new Set([first, last])]
        .map((n) => document.getElementById(letter + n)?.dataset["name"])
        .join(" – ");
    const count = weeks[1] - weeks[0] + 1;
    const number = count > 1 ? ` (${this.said("weeks", { count: String(count) })})` : "";
    return `${ends(cohorts, "c")} · ${ends(weeks, "w")}${number}`;
  }

  /**
   * @param {Place} place
   * @param {boolean} isExtended whether what was selected goes on until there
   */
  select(place, isExtended) {
    if (!isExtended) this.from = place;
    this.to = place;
    this.mark();
    this.at(place)?.focus();
  }

  get isExtending() {
    return this.extend.getAttribute("aria-pressed") === "true";
  }

  /** @param {boolean} extending */
  setExtending(extending) {
    this.extend.setAttribute("aria-pressed", String(extending));
  }

  // --- Mouse and fingers

  /**
   * @param {EventTarget | null} target
   * @returns {Place | null}
   */
  placeUnder(target) {
    return placeOf(within(target, "th[id], td[role=gridcell]")?.id ?? "");
  }

  /** @param {PointerEvent} event */
  pointed(event) {
    const place = this.placeUnder(event.target);
    this.isTapping = event.pointerType !== "mouse";
    const isMain = event.pointerType === "mouse" && event.button === 0;
    if (!place || !isMain || within(event.target, "button")) return;
    event.preventDefault();
    this.isDragging = true;
    this.select(place, event.shiftKey);
  }

  /** @param {PointerEvent} event */
  dragged(event) {
    const place = this.placeUnder(event.target);
    if (this.isDragging && place && event.buttons & 1) this.select(place, true);
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const place = this.placeUnder(event.target);
    const isTapped = this.isTapping;
    this.isTapping = false;
    if (place && isTapped && !within(event.target, "button")) {
      this.select(place, this.isExtending);
      this.setExtending(false);
    }
  }

  /** @param {FocusEvent} event a screen reader may set the focus by itself */
  focused(event) {
    const place = this.placeUnder(event.target);
    if (place && !this.isTapping && idOf(place) !== idOf(this.to)) {
      this.from = this.to = place;
      this.mark();
    }
  }

  /** @param {MouseEvent} event the link of a breach to its place */
  followed(event) {
    const link = within(event.target, ".breaches .place");
    const place = placeOf(link?.getAttribute("href")?.slice(1) ?? "");
    if (!place) return;
    event.preventDefault();
    this.select(place, false);
  }

  // --- Keys

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const isCommand = event.ctrlKey || event.metaKey;
    const to = placeAfter(this.to, event, this.frame);
    if (to) this.select(to, event.shiftKey && event.key !== "Enter");
    else if (isCommand && event.key.toLowerCase() === "a") this.selectAll();
    else if (!this.does(event)) return;
    event.preventDefault();
  }

  /**
   * Does what a key means that leads nowhere.
   * @param {KeyboardEvent} _event
   * @returns {boolean} whether it means anything
   */
  does(_event) {
    return false;
  }

  selectAll() {
    this.from = { cohort: 0, week: 0 };
    this.to = { cohort: this.frame.cohorts - 1, week: this.frame.weeks - 1 };
    this.mark();
    this.at(this.to)?.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  pressedAnywhere(event) {
    if (within(event.target, "input, select, textarea")) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") this.step(event.shiftKey ? "redo" : "undo");
      else if (key === "y") this.step("redo");
      else return;
    } else if (key === "?") {
      const keys = element("keys", HTMLDetailsElement);
      keys.open = !keys.open;
    } else return;
    event.preventDefault();
  }

  // --- Changes

  /** @param {SubmitEvent} event */
  submitted(event) {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    const [what, value] = (button?.value ?? "").split(" ");
    if (what === "undo" || what === "redo") this.step(what);
    else this.chosen(what ?? "", value ?? "");
  }

  /**
   * Does what a button of the form says.
   * @param {string} _what
   * @param {string} _value
   */
  chosen(_what, _value) {}

  /** @param {"undo" | "redo"} what */
  step(what) {
    const button = this.form.querySelector(`button[value="${what}"]`);
    if (button?.hasAttribute("disabled") && !this.grid.querySelector(".is-waiting")) return;
    this.changes.add({ address: this.form.dataset[what] ?? "", body: {} });
  }

  // --- Copy and paste: a line a row, tabs between columns

  get isActive() {
    return this.grid.contains(document.activeElement);
  }

  /** @param {ClipboardEvent} event */
  copied(event) {
    if (!this.isActive || !event.clipboardData) return;
    const { rows, columns, at } = shownArea(this.area, this.frame);
    const lines = numbers(rows).map((row) =>
      numbers(columns).map((column) => this.written(this.at(at(row, column)))).join("\t"),
    );
    event.clipboardData.setData("text/plain", lines.join("\n"));
    event.preventDefault();
  }

  /** @param {ClipboardEvent} event */
  pasted(event) {
    if (!this.isActive || !event.clipboardData) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    const cells = [...this.spread(text.split(/\r?\n/).map((line) => line.split("\t")))];
    this.put(cells);
  }

  /**
   * @param {HTMLElement | null} _cell
   * @returns {string} what is copied of it
   */
  written(_cell) {
    return "";
  }

  /** @param {Written[]} _cells what is pasted into them */
  put(_cells) {}

  /**
   * Spreads what is pasted over what is selected, again and again where it fits.
   * @param {string[][]} lines
   */
  *spread(lines) {
    const { rows, columns, at } = shownArea(this.area, this.frame);
    const width = Math.max(...lines.map((line) => line.length));
    const isRepeated = rows % lines.length === 0 && columns % width === 0;
    const [down, across] = isRepeated ? [rows, columns] : [lines.length, width];
    for (const row of numbers(down)) {
      for (const column of numbers(across)) {
        const place = at(row, column);
        const cell = this.at(place);
        const text = lines[row % lines.length]?.[column % width]?.trim() ?? "";
        if (cell && (text || this.takesBlanks)) yield { place, cell, text };
      }
    }
  }

  // --- What the office answers

  /**
   * @param {Record<string, string>} parts HTML by the identifiers of elements
   * @param {string} said
   * @param {boolean} isLast whether nothing else waits
   */
  show(parts, said, isLast) {
    const focused = document.activeElement;
    const value = focused instanceof HTMLButtonElement ? focused.value : "";
    for (const [id, html] of Object.entries(parts)) {
      const holder = document.createElement("template");
      holder.innerHTML = html;
      document.getElementById(id)?.replaceWith(holder.content);
    }
    if (isLast) {
      for (const each of this.grid.querySelectorAll(".is-waiting")) each.classList.remove("is-waiting");
    }
    this.trouble.hidden = true;
    this.mark();
    this.say(said);
    if (focused && !focused.isConnected) this.focusAgain(focused, value);
  }

  /**
   * @param {Element} lost an element that was shown anew
   * @param {string} value of the button that it was
   */
  focusAgain(lost, value) {
    const again = value
      ? this.form.querySelector(`button[value="${value}"]:not(:disabled)`)
      : document.getElementById(lost.id);
    const found = again instanceof HTMLElement ? again : this.at(this.to);
    found?.focus({ preventScroll: true });
  }

  /**
   * @param {string[]} problems
   * @param {boolean} isOvertaken whether others have changed the draft
   */
  tell(problems, isOvertaken) {
    const title = this.trouble.querySelector("strong");
    if (title) title.textContent = this.said(isOvertaken ? "overtaken" : "not-done");
    this.trouble.querySelector("ul")?.replaceChildren(...problems.map((line) => made("li", line)));
    this.trouble.hidden = false;
    this.trouble.focus();
  }

  /** @param {MouseEvent} event */
  answered(event) {
    const button = within(event.target, "button");
    if (!(button instanceof HTMLButtonElement)) return;
    if (button.value === "reload") location.reload();
    else {
      this.trouble.hidden = true;
      this.at(this.to)?.focus();
      void this.changes.again();
    }
  }

  /** @param {string} text */
  say(text) {
    element("said", HTMLParagraphElement).textContent = text;
  }

  /**
   * @param {string} key
   * @param {Record<string, string>} [values]
   */
  said(key, values = {}) {
    const text = this.words[key] ?? "";
    return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  }
}

/** @param {number} count */
function numbers(count) {
  return [...Array(count).keys()];
}

/**
 * @param {string} tag
 * @param {string} text
 */
export function made(tag, text) {
  const found = document.createElement(tag);
  found.textContent = text;
  return found;
}
