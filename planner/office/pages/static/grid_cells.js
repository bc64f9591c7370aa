/** What the cells of the year hold: an activity and sessions, painted, written and read. */

/** @typedef {{ name: string, code: string, ground: string, sessions: boolean }} Activity */

/**
 * What weeks get; what is left out stays as it is.
 * @typedef {{ activity?: string, sessions?: number, more?: number }} Edit
 */

const MOST_SESSIONS = 9;

/** The activities that weeks can be given. */
export class Activities {
  /** @param {Activity[]} all */
  constructor(all) {
    this.all = all;
  }

  /**
   * @param {HTMLElement | null} cell
   * @returns {Activity | undefined}
   */
  of(cell) {
    return this.all.find((each) => each.name === cell?.dataset["activity"]);
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
    const now = this.all.find((each) => each.name === edit.activity) ?? was;
    const text = cell.firstElementChild;
    if (!now || !text) return;
    const asked = edit.sessions ?? Number(cell.dataset["sessions"]) + (edit.more ?? 0);
    const sessions = now.sessions ? Math.min(Math.max(asked, 0), MOST_SESSIONS) : 0;
    if (was) cell.classList.remove(was.ground);
    cell.classList.add(now.ground, "is-waiting");
    cell.dataset["activity"] = now.name;
    cell.dataset["sessions"] = String(sessions);
    if (now !== was) text.replaceChildren(made("b", now.code));
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
    const letters = code?.toUpperCase().replace("-", "–");
    const found = this.all.find((each) => each.code.toUpperCase() === letters);
    return found ? { activity: found.name, sessions: Number(sessions ?? 0) } : null;
  }
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
