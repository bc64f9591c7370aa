/** Changes of the year, sent to the office one after the other. */

import { send } from "./requests.js";

/**
 * A change that is to be made: its address, and what is sent there besides the revision.
 * @typedef {{ address: string, body: object }} Change
 */

/**
 * What the office answers: the parts of the page to show anew; or the changes of others that came
 * first; or that the page has to be loaded again.
 * @typedef {{
 *   revision?: number, parts?: Record<string, string>, said?: string,
 *   newest?: number, problems?: string[],
 *   reload?: boolean,
 * }} Outcome
 */

/**
 * What a page does with outcomes.
 * @typedef {{
 *   show: (parts: Record<string, string>, said: string, isLast: boolean) => void,
 *   trouble: (problems: string[], isOvertaken: boolean) => void,
 * }} Shown
 */

/** Sends changes in their order; after trouble they wait until they are asked for again. */
export class Changes {
  /** @type {Change[]} */
  #waiting = [];
  #isSending = false;
  /** @type {number} */
  #revision;
  /** @type {number | null} */
  #onto = null;
  /** @type {Shown} */
  #shown;

  /**
   * @param {number} revision the one that the page shows
   * @param {Shown} shown
   */
  constructor(revision, shown) {
    this.#revision = revision;
    this.#shown = shown;
  }

  /** @param {Change} change */
  add(change) {
    this.#waiting.push(change);
    void this.again();
  }

  /** Sends what waits. */
  async again() {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#waiting[0] && (await this.#isDone(this.#waiting[0]))) this.#waiting.shift();
    this.#isSending = false;
  }

  /**
   * @param {Change} change
   * @returns {Promise<boolean>}
   */
  async #isDone(change) {
    const body = { ...change.body, revision: this.#revision, onto: this.#onto };
    /** @type {import("./requests.js").Answer<Outcome>} */
    const answer = await send(change.address, body);
    if (!answer.ok) {
      this.#shown.trouble(answer.problems, false);
      return false;
    }
    const { revision, parts, said, newest, problems, reload } = answer.data;
    if (reload) {
      location.reload();
      return false;
    }
    if (newest !== undefined) {
      this.#onto = newest;
      this.#shown.trouble(problems ?? [], true);
      return false;
    }
    this.#revision = revision ?? this.#revision;
    this.#onto = null;
    this.#shown.show(parts ?? {}, said ?? "", this.#waiting.length === 1);
    return true;
  }
}
