/**
 * How scripts ask the office: JSON is sent, JSON is returned, and what goes wrong is said in
 * sentences of the page's language.
 */

/**
 * What the office answered: what a handler returned, or why it could not.
 * @template T
 * @typedef {{ ok: true, data: T } | { ok: false, problems: string[] }} Answer
 */

/**
 * Send JSON to an address of the office.
 *
 * The type of the data is what its handler promises; nothing checks it here.
 * @template T
 * @param {string} address
 * @param {unknown} body
 * @param {AbortSignal} [signal] aborts the request: the promise is then rejected, as that of fetch
 * @returns {Promise<Answer<T>>}
 */
export async function send(address, body, signal) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": meta("csrf-token") };
  const language = new URL(address, location.href);
  language.searchParams.set("lang", document.documentElement.lang);
  try {
    const answer = await fetch(language, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
    const isJson = answer.headers.get("Content-Type") === "application/json";
    if (answer.ok && isJson) return { ok: true, data: await answer.json() };
    if ((answer.status === 422 || answer.status === 403) && isJson) return { ok: false, ...(await answer.json()) };
  } catch (error) {
    if (signal?.aborted) throw error;
  }
  return { ok: false, problems: [meta("no-answer")] };
}

/**
 * @param {string} name
 * @returns {string} what an element of the head tells scripts
 */
export function meta(name) {
  const found = document.querySelector(`meta[name="${name}"]`);
  return found?.getAttribute("content") ?? "";
}
