// @ts-check
/**
 * Follows the documents that are being prepared: asks for the page again and again, and shows its
 * part anew. Without it, a link of the page does.
 */

const PAUSE = 2000; // milliseconds between two questions

/** Ask once; again later, as long as the part says that something is being prepared. */
async function ask() {
  const shown = document.getElementById("documents");
  if (!shown?.hasAttribute("data-prepares")) {
    return;
  }
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("documents");
    if (answer.ok && now && now.innerHTML !== shown.innerHTML) {
      shown.replaceWith(now);
    }
  } catch {
    // the server is being started anew, or the network is away
  }
  setTimeout(ask, PAUSE);
}

setTimeout(ask, PAUSE);

export {};
