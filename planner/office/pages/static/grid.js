/**
 * The year on the screen: weeks are selected, edited, locked and pasted as in a spreadsheet.
 *
 * Cells are repainted at once; the office then answers with all parts of the page that differ.
 */

import { Activities, made } from "./grid_cells.js";
import { Changes } from "./grid_changes.js";
import { areaBetween, cellsOf, idOf, placeAfter, placeOf, runsOf, shownArea } from "./grid_places.js";

/** @typedef {import("./grid_places.js").Place} Place */
/** @typedef {import("./grid_cells.js").Edit} Edit */

const COMPANY = "company";

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
function element(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`no ${type.name} ${id}`);
  return found;
}

/**
 * @param {EventTarget | null} target
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function within(target, selector) {
  const found = target instanceof Element ? target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
}

class YearGrid {
  grid = element("grid", HTMLTableElement);
  form = element("change", HTMLFormElement);
  trouble = element("trouble", HTMLDivElement);
  extend = element("extend", HTMLButtonElement);
  /** @type {Record<string, string>} */
  words = JSON.parse(element("words", HTMLScriptElement).text);

  activities = new Activities(
    [...this.form.querySelectorAll("button.activity")].map((each) => {
      const { activity, code, ground, sessions } = /** @type {HTMLElement} */ (each).dataset;
      return {
        name: activity ?? "",
        code: code ?? "",
        ground: ground ?? "",
        sessions: sessions === "true",
      };
    }),
    this.form.dataset["cut"] ?? "",
  );
  heads = [...this.grid.querySelectorAll("th[data-cohort]")];
  cohorts = this.heads.map((each) => /** @type {HTMLElement} */ (each).dataset["cohort"] ?? "");
  frame = {
    cohorts: this.cohorts.length,
    weeks: this.grid.querySelectorAll("th.of-week[id]").length,
    isLanes: this.grid.classList.contains("is-lanes"),
  };

  /** @type {Place} */
  from = placeOf(location.hash.slice(1)) ?? { cohort: 0, week: 0 };
  /** @type {Place} */
  to = this.from;
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
    if (!place || !isMain || within(event.target, ".lock")) return;
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
    if (!place) return;
    if (within(event.target, ".lock")) {
      this.select(place, false);
      this.toggleLock();
    } else if (isTapped) {
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
    else if (event.altKey && event.key.toLowerCase() === "l") this.toggleLock();
    else if (isCommand || event.altKey || !this.typed(event.key)) return;
    event.preventDefault();
  }

  selectAll() {
    this.from = { cohort: 0, week: 0 };
    this.to = { cohort: this.frame.cohorts - 1, week: this.frame.weeks - 1 };
    this.mark();
    this.at(this.to)?.focus({ preventScroll: true });
  }

  /**
   * @param {string} key
   * @returns {boolean} whether it means anything
   */
  typed(key) {
    if (/^\d$/.test(key)) this.setSessions(Number(key));
    else if (key === "Delete" || key === "Backspace") this.setActivity(COMPANY, 0);
    else if (key === "Escape") this.select(this.to, false);
    else if (key.length !== 1 || key === "?" || key === " ") return false;
    else this.setLetter(key);
    return true;
  }

  /** @param {string} key */
  setLetter(key) {
    const letter = key === "-" ? "–" : key.toUpperCase();
    const next = this.activities.after(letter, this.selected[0]);
    if (next) this.setActivity(next.name);
    else if (letter === "L") this.toggleLock();
    else this.say(this.said("no-letter", { letter }));
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
    const [what, value] = /** @type {HTMLButtonElement} */ (event.submitter).value.split(" ");
    if (what === "activity") this.setActivity(value ?? "");
    else if (what === "more") this.edit({ more: Number(value) });
    else if (what === "undo" || what === "redo") this.step(what);
    else this.lock(what === "lock");
  }

  /** @param {"undo" | "redo"} what */
  step(what) {
    const button = this.form.querySelector(`button[value="${what}"]`);
    if (button?.hasAttribute("disabled") && !this.grid.querySelector(".is-waiting")) return;
    this.changes.add({ address: this.form.dataset[what] ?? "", body: {} });
  }

  /**
   * @param {string} name
   * @param {number} [sessions]
   */
  setActivity(name, sessions) {
    const day = this.form.querySelector('select[name="from_day"]');
    /** @type {Edit} */
    const edit = { activity: name };
    if (day instanceof HTMLSelectElement) {
      edit.from_day = Number(day.value);
      day.value = "0"; // the next weeks are whole again
    }
    this.edit(sessions === undefined ? edit : { ...edit, sessions });
  }

  /** @param {number} sessions */
  setSessions(sessions) {
    this.edit({ sessions });
  }

  /** @param {Edit} edit what each selected week gets */
  edit(edit) {
    const open = this.selected.filter((each) => !each.classList.contains("is-locked"));
    const carrying = open.filter((each) => this.activities.of(each)?.sessions);
    if (!open.length) this.say(this.said("all-locked"));
    else if (!edit.activity && !carrying.length) this.say(this.said("no-sessions"));
    else {
      const first = this.area.weeks[0];
      for (const each of open) {
        const isFirst = placeOf(each.id)?.week === first;
        this.activities.paint(each, isFirst ? edit : { ...edit, from_day: 0 });
      }
      this.send(runsOf(this.area, this.cohorts).map((run) => ({ ...run, ...edit })));
    }
  }

  /** @param {object[]} runs with what they get */
  send(runs) {
    this.changes.add({ address: this.form.dataset["edit"] ?? "", body: { runs } });
  }

  toggleLock() {
    this.lock(!this.selected.every((each) => each.classList.contains("is-locked")));
  }

  /** @param {boolean} locked */
  lock(locked) {
    for (const each of this.selected) each.classList.toggle("is-locked", locked);
    const runs = runsOf(this.area, this.cohorts);
    this.changes.add({ address: this.form.dataset["lock"] ?? "", body: { runs, locked } });
  }

  // --- Copy and paste: a line a row, tabs between columns, a code and its sessions in each

  get isActive() {
    return this.grid.contains(document.activeElement);
  }

  /** @param {ClipboardEvent} event */
  copied(event) {
    if (!this.isActive || !event.clipboardData) return;
    const { rows, columns, at } = shownArea(this.area, this.frame);
    const lines = numbers(rows).map((row) =>
      numbers(columns).map((column) => this.activities.written(this.at(at(row, column)))).join("\t"),
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
    const unread = cells.find((each) => !this.activities.read(each.text));
    if (unread) {
      this.say(this.said("no-letter", { letter: unread.text }));
      return;
    }
    const runs = cells.map(({ place, cell, text: written }) => {
      const edit = this.activities.read(written) ?? {};
      if (!cell.classList.contains("is-locked")) this.activities.paint(cell, edit);
      const cohort = this.cohorts[place.cohort];
      return { cohort, first: place.week, last: place.week, ...edit };
    });
    if (runs.length) this.send(runs);
  }

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
        const text = lines[row % lines.length]?.[column % width]?.trim();
        if (cell && text) yield { place, cell, text };
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

if (document.getElementById("grid")) new YearGrid().start();
