/**
 * The year on the screen: weeks are selected, edited, locked and pasted as in a spreadsheet.
 *
 * Cells are repainted at once; the office then answers with all parts of the page that differ.
 */

import { Activities } from "./grid_cells.js";
import { placeOf, runsOf } from "./grid_places.js";
import { Sheet, within } from "./sheet.js";

/** @typedef {import("./grid_cells.js").Edit} Edit */
/** @typedef {import("./sheet.js").Written} Written */

const COMPANY = "company";

class YearGrid extends Sheet {
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
  cohorts = [...this.grid.querySelectorAll("th[data-cohort]")].map(
    (each) => /** @type {HTMLElement} */ (each).dataset["cohort"] ?? "",
  );

  // --- Keys, buttons and locks

  /**
   * @override
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it means anything
   */
  does(event) {
    if (event.altKey && event.key.toLowerCase() === "l") this.toggleLock();
    else return !(event.ctrlKey || event.metaKey || event.altKey) && this.typed(event.key);
    return true;
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

  /**
   * @override
   * @param {MouseEvent} event
   */
  clicked(event) {
    const place = this.placeUnder(event.target);
    super.clicked(event);
    if (!place || !within(event.target, ".lock")) return;
    this.select(place, false);
    this.toggleLock();
  }

  /**
   * @override
   * @param {string} what
   * @param {string} value
   */
  chosen(what, value) {
    if (what === "activity") this.setActivity(value);
    else if (what === "more") this.edit({ more: Number(value) });
    else this.lock(what === "lock");
  }

  // --- Changes

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

  // --- Copy and paste: a code and its sessions in each cell

  /**
   * @override
   * @param {HTMLElement | null} cell
   * @returns {string} its code, and its sessions if it has some
   */
  written(cell) {
    return this.activities.written(cell);
  }

  /**
   * @override
   * @param {Written[]} cells
   */
  put(cells) {
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
}

if (document.getElementById("grid")) new YearGrid().start();
