/** What the cells of the year hold: an activity and sessions, painted, written and read. */

import { made } from "./sheet.js";

/** @typedef {{ name: string, code: string, ground: string, sessions: boolean }} Activity */

/**
 * What weeks get; what is left out stays as it is.
 * @typedef {{ activity?: string, from_day?: number, sessions?: number, more?: number }} Edit
 */

const DAYS = 5;

const MOST_SESSIONS = 9;

const LONGEST_ACROSS = 2;
/** Letters beyond which lanes write them upwards. */

/** The activities that weeks can be given. */
export class Activities {
  /**
   * @param {Activity[]} all
   * @param {string} ground of the weeks that several of them share
   */
  constructor(all, ground) {
    this.all = all;
    this.ground = ground;
  }

  /**
   * @param {HTMLElement | null} cell
   * @returns {Activity | undefined}
   */
  of(cell) {
    return this.named(cell?.dataset["activity"] ?? "");
  }

  /**
   * @param {string} name of an activity, or of a week that several share: company*3|school*2
   * @returns {Activity | undefined}
   */
  named(name) {
    return this.all.find((each) => each.name === name) ?? this.week(this.days(name));
  }

  /**
   * @param {string} name
   * @returns {(Activity | undefined)[]} what is done on each day
   */
  days(name) {
    return name.split("|").flatMap((run) => {
      const [of, count] = run.split("*");
      return Array(Number(count ?? DAYS)).fill(this.all.find((each) => each.name === of));
    });
  }

  /**
   * @param {(Activity | undefined)[]} days
   * @returns {Activity | undefined} the week of these days
   */
  week(days) {
    /** @type {[Activity, number][]} */
    const runs = [];
    for (const day of days) {
      if (!day) return undefined;
      const last = runs.at(-1);
      if (last?.[0] === day) last[1] += 1;
      else runs.push([day, 1]);
    }
    if (days.length !== DAYS) return undefined;
    if (runs.length === 1) return days[0];
    return {
      name: runs.map(([of, count]) => `${of.name}*${count}`).join("|"),
      code: runs.map(([of, count]) => of.code.repeat(count)).join("|"),
      ground: this.ground,
      sessions: runs.some(([of]) => of.sessions),
    };
  }

  /**
   * @param {string} letters one for each day, with or without bars between activities
   * @returns {Activity | undefined}
   */
  ofLetters(letters) {
    const codes = [...this.all].sort((one, other) => other.code.length - one.code.length);
    const days = [];
    for (let rest = letters.replace(/[|\s]/g, ""); rest; ) {
      const next = codes.find((each) => rest.startsWith(each.code.toUpperCase()));
      if (!next) return undefined;
      days.push(next);
      rest = rest.slice(next.code.length);
    }
    return this.week(days);
  }

  /**
   * @param {string} letter that was typed
   * @param {HTMLElement | undefined} cell
   * @returns {Activity | undefined} the next one that begins with it, after that of a cell
   */
  after(letter, cell) {
    const found = this.all.filter((each) => each.code.toUpperCase().startsWith(letter));
    const now = found.findIndex((each) => each.name === cell?.dataset["activity"]);
    return found[(now + 1) % found.length];
  }

  /**
   * Shows a week as the office will show it, as far as the browser knows.
   * @param {HTMLElement} cell
   * @param {Edit} edit
   */
  paint(cell, edit) {
    const was = this.of(cell);
    const wanted = this.named(edit.activity ?? "");
    const kept = was ? this.days(was.name).slice(0, edit.from_day ?? 0) : [];
    const now = wanted ? this.week([...kept, ...this.days(wanted.name).slice(kept.length)]) : was;
    const text = cell.firstElementChild;
    if (!now || !text) return;
    const asked = edit.sessions ?? Number(cell.dataset["sessions"]) + (edit.more ?? 0);
    const sessions = now.sessions ? Math.min(Math.max(asked, 0), MOST_SESSIONS) : 0;
    if (was) cell.classList.remove(was.ground);
    cell.classList.add(now.ground, "is-waiting");
    cell.dataset["activity"] = now.name;
    cell.dataset["sessions"] = String(sessions);
    cell.classList.toggle("is-long", now.code.length > LONGEST_ACROSS);
    if (now.name !== was?.name) text.replaceChildren(made("b", now.code));
    text.querySelector("i")?.remove();
    if (sessions) text.append(made("i", String(sessions)));
  }

  /**
   * @param {HTMLElement | null} cell
   * @returns {string} its code, and its sessions if it has some
   */
  written(cell) {
    const code = this.of(cell)?.code ?? "";
    const sessions = Number(cell?.dataset["sessions"]);
    return sessions ? `${code} ${sessions}` : code;
  }

  /**
   * @param {string} text as it is written
   * @returns {Edit | null} null if it is no code, perhaps with sessions
   */
  read(text) {
    const [, code, sessions] = /^\s*(.+?)\s*(\d)?\s*$/.exec(text) ?? [];
    const letters = code?.toUpperCase().replaceAll("-", "–") ?? "";
    const whole = this.all.find((each) => each.code.toUpperCase() === letters);
    const found = whole ?? this.ofLetters(letters);
    return found ? { activity: found.name, sessions: Number(sessions ?? 0) } : null;
  }
}
