/** The places of the year's grid: weeks of cohorts, and the heads of both. */

/**
 * A place of the grid, by positions; -1 stands for the heads.
 * @typedef {{ cohort: number, week: number }} Place
 */

/**
 * A rectangle of weeks: first and last positions.
 * @typedef {{ cohorts: [number, number], weeks: [number, number] }} Area
 */

/**
 * How many cohorts and weeks the grid has, and whether its rows are cohorts.
 * @typedef {{ cohorts: number, weeks: number, isLanes: boolean }} Frame
 */

/**
 * Weeks of one cohort, in a row.
 * @typedef {{ cohort: string, first: number, last: number }} Run
 */

/**
 * @param {string} id of an element: c1w2, or of a head: c1, w2
 * @returns {Place | null}
 */
export function placeOf(id) {
  const [all, cohort, week] = /^(?:c(\d+))?(?:w(\d+))?$/.exec(id) ?? [""];
  return all ? { cohort: Number(cohort ?? -1), week: Number(week ?? -1) } : null;
}

/** @param {Place} place */
export function idOf(place) {
  const cohort = place.cohort < 0 ? "" : `c${place.cohort}`;
  return place.week < 0 ? cohort : `${cohort}w${place.week}`;
}

/**
 * @param {Place} one
 * @param {Place} other
 * @param {Frame} frame
 * @returns {Area} all between two places; a head stands for its whole row or column
 */
export function areaBetween(one, other, frame) {
  return {
    cohorts: extent(one.cohort, other.cohort, frame.cohorts),
    weeks: extent(one.week, other.week, frame.weeks),
  };
}

/**
 * @param {number} one
 * @param {number} other
 * @param {number} count
 * @returns {[number, number]}
 */
function extent(one, other, count) {
  return one < 0 || other < 0 ? [0, count - 1] : [Math.min(one, other), Math.max(one, other)];
}

/** @param {Area} area */
export function* cellsOf(area) {
  for (let cohort = area.cohorts[0]; cohort <= area.cohorts[1]; cohort++) {
    for (let week = area.weeks[0]; week <= area.weeks[1]; week++) yield { cohort, week };
  }
}

/**
 * @param {Area} area
 * @param {readonly string[]} ids of the cohorts
 * @returns {Run[]}
 */
export function runsOf(area, ids) {
  const [first, last] = area.weeks;
  return ids.slice(area.cohorts[0], area.cohorts[1] + 1).map((cohort) => ({ cohort, first, last }));
}

/**
 * The rows and columns of an area as it is shown: the place of a cell by both.
 * @param {Area} area
 * @param {Frame} frame
 */
export function shownArea(area, frame) {
  const [down, across] = frame.isLanes
    ? [area.cohorts, area.weeks]
    : [area.weeks, area.cohorts];
  return {
    rows: down[1] - down[0] + 1,
    columns: across[1] - across[0] + 1,
    /**
     * @param {number} row
     * @param {number} column
     * @returns {Place}
     */
    at: (row, column) => placed(down[0] + row, across[0] + column, frame),
  };
}

/**
 * @param {number} row
 * @param {number} column
 * @param {Frame} frame
 * @returns {Place}
 */
function placed(row, column, frame) {
  return frame.isLanes ? { cohort: row, week: column } : { week: row, cohort: column };
}

const PAGE = 10;

/**
 * @param {Place} from
 * @param {KeyboardEvent} event
 * @param {Frame} frame
 * @returns {Place | null} where a key leads; null if it leads nowhere
 */
export function placeAfter(from, event, frame) {
  const [rows, columns] = frame.isLanes
    ? [frame.cohorts, frame.weeks]
    : [frame.weeks, frame.cohorts];
  let [row, column] = frame.isLanes ? [from.cohort, from.week] : [from.week, from.cohort];
  const toEdge = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case "ArrowUp": row = toEdge ? 0 : row - 1; break;
    case "ArrowDown": row = toEdge ? rows - 1 : row + 1; break;
    case "ArrowLeft": column = toEdge ? 0 : column - 1; break;
    case "ArrowRight": column = toEdge ? columns - 1 : column + 1; break;
    case "PageUp": row = Math.max(0, row - PAGE); break;
    case "PageDown": row += PAGE; break;
    case "Home": column = 0; if (toEdge) row = 0; break;
    case "End": column = columns - 1; if (toEdge) row = rows - 1; break;
    case "Enter": row += event.shiftKey ? -1 : 1; break;
    default: return null;
  }
  row = Math.min(Math.max(row, -1), rows - 1);
  column = Math.min(Math.max(column, -1), columns - 1);
  return row < 0 && column < 0 ? from : placed(row, column, frame);
}
