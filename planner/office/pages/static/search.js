// @ts-check
/**
 * Follows a search: by server-sent events, or by asking again and again where a proxy holds them
 * back. Once the search is over, the page is loaded anew, with what was found.
 */

/** @typedef {{panel: string, said: string, stop: string, over: boolean}} State */

const SILENCE = 4000; // milliseconds without an event after which a proxy is thought to hold them
const PAUSE = 2000; // milliseconds between two questions

/**
 * Show how far a search is; what is new of it is said aloud.
 * @param {HTMLElement} panel
 * @param {HTMLElement} said
 * @param {State} state
 */
function show(panel, said, state) {
  if (state.over) {
    location.reload();
    return;
  }
  panel.innerHTML = state.panel;
  const stop = document.querySelector("#stop button");
  if (stop && stop.textContent !== state.stop) {
    stop.textContent = state.stop;
  }
  if (said.textContent !== state.said) {
    said.textContent = state.said;
  }
}

/**
 * Ask again and again, until the search is over; a server that does not answer is asked later.
 * @param {string} url
 * @param {(state: State) => void} onState
 */
function poll(url, onState) {
  /** Ask once. */
  async function ask() {
    let over = false;
    try {
      const answer = await fetch(url);
      if (!answer.ok) {
        location.reload();
        return;
      }
      /** @type {State} */
      const state = await answer.json();
      over = state.over;
      onState(state);
    } catch {
      // the server is being started anew, or the network is away
    }
    if (!over) {
      setTimeout(ask, PAUSE);
    }
  }
  ask();
}

/**
 * Listen to events; where none comes for a while, poll instead.
 * @param {string} url
 * @param {string} pollUrl
 * @param {(state: State) => void} onState
 */
function listen(url, pollUrl, onState) {
  const source = new EventSource(url);
  /** Give events up. */
  function giveUp() {
    source.close();
    poll(pollUrl, onState);
  }
  let silence = setTimeout(giveUp, SILENCE);
  source.onmessage = (event) => {
    clearTimeout(silence);
    /** @type {State} */
    const state = JSON.parse(event.data);
    if (state.over) {
      source.close();
    } else {
      silence = setTimeout(giveUp, SILENCE);
    }
    onState(state);
  };
}

const panel = document.getElementById("search-panel");
const said = document.getElementById("search-said");
if (panel && said && panel.dataset.events && panel.dataset.state) {
  listen(panel.dataset.events, panel.dataset.state, (state) => show(panel, said, state));
}
