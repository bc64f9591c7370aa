/**
 * The table of modules as cells of a spreadsheet: a view of the text field that is sent. What is
 * pasted into a cell fills those to its right and below; in the first one, it replaces the table.
 */

/** @typedef {string[][]} Rows */

const MOST_SHOWN = 44;
/** Characters of a cell that are shown at most; the rest is read by moving in it. */

const LEAST_SHOWN = 5;

/**
 * Show the tables of a form as cells.
 * @param {HTMLFormElement} form
 */
export function showCells(form) {
  for (const field of form.querySelectorAll(".is-table textarea")) {
    new Cells(/** @type {HTMLTextAreaElement} */ (field));
  }
}

/**
 * Mark the cells of a table that are wrong.
 * @param {HTMLFormElement} form
 * @param {Record<string, [number, string][]>} wrong by the name of the field, lines and letters
 */
export function markCells(form, wrong) {
  for (const grid of form.querySelectorAll(".cells")) {
    for (const cell of grid.querySelectorAll("[aria-invalid]")) cell.removeAttribute("aria-invalid");
    const name = /** @type {HTMLElement} */ (grid).dataset["of"] ?? "";
    for (const [line, letter] of wrong[name] ?? []) {
      grid.querySelector(`[data-cell="${letter}${line}"]`)?.setAttribute("aria-invalid", "true");
    }
  }
}

class Cells {
  /** @param {HTMLTextAreaElement} field */
  constructor(field) {
    this.field = field;
    /** @type {Rows} */
    this.rows = [];
    /** @type {string | null} what there was before the last paste, until a cell is typed in */
    this.before = null;
    this.table = document.createElement("table");
    this.table.className = "cells";
    this.table.dataset["of"] = field.name;
    this.table.setAttribute("role", "grid");
    this.table.setAttribute("aria-label", field.labels?.[0]?.textContent ?? "");
    this.frame = document.createElement("div");
    this.frame.className = "cells-frame";
    this.frame.append(this.table);
    field.after(this.frame);
    field.hidden = true;
    this.build(parsed(field.value));
    this.frame.addEventListener("input", (event) => this.typed(event));
    this.frame.addEventListener("paste", (event) => this.pasted(event));
    this.frame.addEventListener("keydown", (event) => this.pressed(event));
    this.frame.addEventListener("focusin", (event) => this.entered(event));
    this.offerText();
  }

  /** Offer the text beside: it is copied as a whole, or replaced. */
  offerText() {
    const { cells = "", text = "" } = this.field.dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "is-quiet is-small";
    button.textContent = text;
    button.addEventListener("click", () => {
      this.field.hidden = !this.field.hidden;
      this.frame.hidden = !this.field.hidden;
      button.textContent = this.field.hidden ? text : cells;
      if (this.field.hidden) this.build(parsed(this.field.value));
    });
    this.frame.after(button);
  }

  /**
   * @param {Rows} rows
   * @param {number} atRow
   * @param {number} atColumn
   */
  build(rows, atRow = 0, atColumn = 0) {
    this.rows = rows;
    const width = Math.max(1, ...rows.map((row) => row.length)) + 1;
    for (const row of rows) while (row.length < width) row.push("");
    rows.push(Array(width).fill(""));
    const sizes = rows[0]?.map((_, column) => {
      const longest = Math.max(...rows.map((row) => row[column]?.length ?? 0));
      return Math.min(MOST_SHOWN, Math.max(LEAST_SHOWN, longest));
    });
    const head = document.createElement("tr");
    head.append(document.createElement("td"));
    for (let column = 0; column < width; column++) head.append(heading(letters(column), "col"));
    const body = rows.map((row, line) => this.line(row, line, sizes ?? []));
    this.table.replaceChildren(head, ...body);
    const at = this.at(atRow, atColumn);
    if (at) at.tabIndex = 0;
  }

  /**
   * @param {string[]} row
   * @param {number} line
   * @param {number[]} sizes
   */
  line(row, line, sizes) {
    const shown = document.createElement("tr");
    shown.append(heading(String(line + 1), "row"));
    row.forEach((text, column) => {
      const cell = document.createElement("input");
      cell.value = text;
      cell.size = sizes[column] ?? LEAST_SHOWN;
      cell.tabIndex = -1;
      cell.dataset["cell"] = `${letters(column)}${line + 1}`;
      cell.setAttribute("aria-label", cell.dataset["cell"]);
      shown.appendChild(document.createElement("td")).append(cell);
    });
    return shown;
  }

  /**
   * @param {number} row
   * @param {number} column
   * @returns {HTMLInputElement | null} the cell at a place, from 0
   */
  at(row, column) {
    return this.table.querySelector(`[data-cell="${letters(column)}${row + 1}"]`);
  }

  /**
   * @param {EventTarget | null} target
   * @returns {[HTMLInputElement, number, number] | null} a cell, its row and its column
   */
  place(target) {
    if (!(target instanceof HTMLInputElement)) return null;
    const row = target.closest("tr");
    const column = target.parentElement;
    if (!row || !(column instanceof HTMLTableCellElement)) return null;
    return [target, row.rowIndex - 1, column.cellIndex - 1];
  }

  /** @param {Event} event */
  typed(event) {
    event.stopPropagation();
    const place = this.place(event.target);
    if (!place) return;
    const [cell, row, column] = place;
    this.before = null;
    const line = this.rows[row];
    if (line) line[column] = cell.value;
    const isLast = row === this.rows.length - 1 || column === (line?.length ?? 0) - 1;
    if (isLast && cell.value) this.renew(this.rows, row, column, cell.value.length);
    this.say();
  }

  /** @param {ClipboardEvent} event */
  pasted(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const place = this.place(event.target);
    if (!place || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    this.before = this.field.value;
    const [, top, left] = place;
    const found = parsed(text);
    if (top === 0 && left === 0) {
      this.renew(found, 0, 0, 0);
    } else {
      found.forEach((cells, down) => {
        const row = (this.rows[top + down] ??= []);
        cells.forEach((value, right) => {
          while (row.length <= left + right) row.push("");
          row[left + right] = value;
        });
      });
      this.renew(this.rows, top, left, 0);
    }
    this.say();
  }

  /**
   * Build the table anew, and stay in a cell.
   * @param {Rows} rows
   * @param {number} row
   * @param {number} column
   * @param {number} caret
   */
  renew(rows, row, column, caret) {
    this.build(trimmed(rows), row, column);
    const cell = this.at(row, column);
    cell?.focus();
    cell?.setSelectionRange(caret, caret);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const place = this.place(event.target);
    if (!place || event.isComposing) return;
    const [cell, row, column] = place;
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && this.before !== null) {
      event.preventDefault();
      this.renew(parsed(this.before), row, column, 0);
      this.before = null;
      this.say();
      return;
    }
    const caret = cell.selectionStart === cell.selectionEnd ? cell.selectionStart : null;
    /** @type {Record<string, [number, number] | false>} */
    const moves = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Enter: [row + 1, column],
      ArrowLeft: caret === 0 && [row, column - 1],
      ArrowRight: caret === cell.value.length && [row, column + 1],
    };
    const move = moves[event.key];
    if (event.key === "Enter") event.preventDefault(); // the form is not sent
    const next = move ? this.at(...move) : null;
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  }

  /** @param {FocusEvent} event */
  entered(event) {
    for (const cell of this.table.querySelectorAll('[tabindex="0"]')) {
      /** @type {HTMLElement} */ (cell).tabIndex = -1;
    }
    if (event.target instanceof HTMLInputElement) event.target.tabIndex = 0;
  }

  /** Write what the cells say into the field. */
  say() {
    const rows = trimmed(this.rows.map((row) => [...row]));
    this.field.value = rows.map((row) => row.map(quoted).join("\t")).join("\n");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/**
 * @param {string} text
 * @param {string} scope
 */
function heading(text, scope) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}

/**
 * @param {number} column from 0
 * @returns {string} its letters in a spreadsheet
 */
function letters(column) {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}

/**
 * @param {string} cell
 * @returns {string} the cell as a spreadsheet copies it
 */
function quoted(cell) {
  return /["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * @param {Rows} rows
 * @returns {Rows} the rows without the empty ones, and the empty cells, at their end
 */
function trimmed(rows) {
  for (const row of rows) while (row.length && !row.at(-1)?.trim()) row.pop();
  while (rows.length && !rows.at(-1)?.length) rows.pop();
  return rows;
}

/**
 * @param {string} text cells as a spreadsheet copies them
 * @returns {Rows}
 */
function parsed(text) {
  /** @type {Rows} */
  const rows = [[]];
  const cell = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\r|\n|$)/gy;
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    const [whole, value = "", end = ""] = found;
    const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
    const plain = isQuoted ? value.slice(1, -1).replaceAll('""', '"') : value;
    rows.at(-1)?.push(plain.replace(/\s*[\r\n]+\s*/g, " "));
    if (end && end !== "\t") rows.push([]);
    if (!whole || !end) break;
  }
  return trimmed(rows);
}
