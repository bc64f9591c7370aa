/**
 * The progression of a class on the screen: hours and sessions are typed into weeks of modules.
 *
 * What is typed stands in the field above the table and in the cell; the office then answers with
 * all parts of the page that differ.
 */

import { Sheet, element, within } from "./sheet.js";

/** @typedef {import("./grid_places.js").Place} Place */
/** @typedef {import("./sheet.js").Written} Written */

const BEGINS = /^[\d.,+\-–]$/;
const SESSIONS = /^\d ?s?$/i;
const HOURS = /^\d{1,2}([.,]\d{1,2})?( ?h( ?[0-5]\d)?)?$/i;
const NOTHING = /^[-–·]?$/;

class ProgressionGrid extends Sheet {
  field = element("typed", HTMLInputElement);
  /**
   * The cells into which something is being typed, and what they held.
   * @type {Written[]}
   */
  typing = [];
  /** @override */
  takesBlanks = true;
  /** Whether anything was typed since the field was entered. */
  isNew = false;

  /** @override */
  start() {
    super.start();
    this.field.addEventListener("focus", () => this.begin());
    this.field.addEventListener("input", () => this.mirror());
    this.field.addEventListener("blur", () => this.finish());
    this.field.addEventListener("keydown", (event) => this.keyed(event));
    this.grid.addEventListener("dblclick", () => this.field.focus({ preventScroll: true }));
  }

  /** @override */
  mark() {
    super.mark();
    if (!this.typing.length) this.field.value = this.written(this.at(this.to));
  }

  // --- Keys and buttons

  /**
   * @override
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it means anything
   */
  does(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "Delete" || event.key === "Backspace") this.write(this.cells(), "");
    else if (event.key === "F2") this.field.focus({ preventScroll: true });
    else if (event.key === "Escape") this.select(this.to, false);
    else if (BEGINS.test(event.key)) {
      this.field.focus({ preventScroll: true });
      this.field.value = event.key;
      this.mirror();
    } else return false;
    return true;
  }

  /**
   * @override
   * @param {string} what
   */
  chosen(what) {
    if (what === "set") this.write(this.cells(), this.field.value);
  }

  /** @param {KeyboardEvent} event in the field */
  keyed(event) {
    const steps = { Enter: [1, 0], Tab: [0, 1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (event.key === "Escape") this.leave();
    else if (step && !(event.key === "Tab" && event.shiftKey)) {
      const [down = 0, right = 0] = step;
      const next = { cohort: this.to.cohort + down, week: this.to.week + right };
      this.finish();
      this.select(this.at(next) ? next : this.to, false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // --- What is typed

  /** @returns {Written[]} the selected cells that are not locked, with what they hold */
  cells() {
    return this.selected.flatMap((cell) => {
      const place = this.placeUnder(cell);
      const isOpen = cell.matches("td") && !cell.classList.contains("is-locked");
      return place && isOpen ? [{ place, cell, text: this.written(cell) }] : [];
    });
  }

  begin() {
    if (this.typing.length) return;
    this.typing = this.cells();
    this.isNew = false;
    if (!this.typing.length) this.say(this.said("all-locked"));
    this.field.select();
  }

  mirror() {
    this.isNew = true;
    for (const { cell } of this.typing) paint(cell, this.field.value);
  }

  /** Takes what is typed, if it can be read and is new. */
  finish() {
    const cells = this.typing;
    const text = this.field.value.trim();
    this.typing = [];
    if (this.isNew) this.write(cells, text);
    this.isNew = false;
  }

  /** Leaves the cells as they were. */
  leave() {
    for (const { cell, text } of this.typing) paint(cell, text);
    this.typing = [];
    this.isNew = false;
    this.select(this.to, false);
  }

  /**
   * @param {Written[]} cells with what they hold
   * @param {string} text what each of them gets
   */
  write(cells, text) {
    if (!cells.length) return;
    if (!this.put(cells.map((each) => ({ ...each, text })))) {
      for (const { cell, text: held } of cells) paint(cell, held);
      this.mark();
    }
  }

  /**
   * @override
   * @param {HTMLElement | null} cell
   * @returns {string} its hours and sessions
   */
  written(cell) {
    return cell?.dataset["written"] ?? "";
  }

  /**
   * @override
   * @param {Written[]} cells what each of them gets
   * @returns {boolean} whether it could be read
   */
  put(cells) {
    const unread = cells.find((each) => !this.reads(each));
    if (unread) {
      this.say(this.said("not-read", { found: unread.text }));
      return false;
    }
    const changed = cells.filter(
      ({ cell, text }) => cell.matches("td:not(.is-locked)") && text !== this.written(cell),
    );
    for (const { cell, text } of changed) {
      paint(cell, text);
      cell.dataset["written"] = text;
      cell.classList.add("is-waiting");
    }
    const body = {
      cells: changed.map(({ place, text }) => ({
        module: document.getElementById(`c${place.cohort}`)?.dataset["module"] ?? "",
        week: this.week(place)?.dataset["week"],
        typed: text,
      })),
    };
    if (changed.length) this.changes.add({ address: this.form.dataset["edit"] ?? "", body });
    else for (const { cell, text } of cells) paint(cell, text);
    return true;
  }

  /** @param {Place} place */
  week(place) {
    return document.getElementById(`w${place.week}`);
  }

  /**
   * @param {Written} typed
   * @returns {boolean} whether it is hours and sessions
   */
  reads({ place, text }) {
    if (NOTHING.test(text)) return true;
    const hasLessons = this.week(place)?.dataset["lessons"] === "true";
    return text.split("+").every((part) => {
      const each = part.trim();
      return SESSIONS.test(each) || (HOURS.test(each) && (hasLessons || /h/i.test(each)));
    });
  }

  /**
   * @override
   * @param {MouseEvent} event
   */
  clicked(event) {
    const wasChosen = within(event.target, '[aria-selected="true"]') && this.isTapping;
    super.clicked(event);
    if (wasChosen) this.field.focus({ preventScroll: true }); // a second tap types
  }
}

/**
 * @param {HTMLElement} cell
 * @param {string} text
 */
function paint(cell, text) {
  cell.firstElementChild?.replaceChildren(text);
}

if (document.getElementById("grid")) new ProgressionGrid().start();
