// What is typed into a form stays in this browser until it is saved: a dropped connection, a closed
// window or a session that ran out loses nothing. The server says what was saved by a cookie.
const PREFIX = "draft:";
const WEEK = 7 * 24 * 3600 * 1000;

function fields(form) {
  return [...form.elements].filter((one) => one.name && !one.disabled
    && !["hidden", "file", "password", "submit", "button"].includes(one.type));
}

function typed(form) {
  return fields(form).map((one) => [one.name, ["checkbox", "radio"].includes(one.type) ? one.checked : one.value]);
}

function forgetSaved() {
  const saved = document.cookie.match(/(?:^|; )draft_saved=([^;]+)/)?.[1];
  if (!saved) return;
  localStorage.removeItem(PREFIX + decodeURIComponent(saved));
  document.cookie = "draft_saved=;path=/;max-age=0;SameSite=Lax";
}

function forgetOld() {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const kept = JSON.parse(localStorage.getItem(key));
    if (Date.now() - kept.at > WEEK) localStorage.removeItem(key);
  }
}

function restore(form, kept) {
  const rows = Math.max(0, ...kept.typed.map(([name]) => Number(name.match(/^r(\d+)-/)?.[1] ?? -1) + 1));
  form.dispatchEvent(new CustomEvent("rows", { detail: rows }));
  for (const [name, value] of kept.typed) {
    const one = form.elements.namedItem(name);
    if (!one?.name) continue;
    if (["checkbox", "radio"].includes(one.type)) one.checked = value;
    else one.value = value;
  }
  const notice = form.querySelector("[data-draft-notice]");
  notice.hidden = false;
  notice.querySelector("time").textContent = new Date(kept.at).toLocaleString();
}

export function keepDraft(form) {
  const key = PREFIX + form.dataset.draft;
  const first = JSON.stringify(typed(form));
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (kept && !("refused" in form.dataset) && JSON.stringify(kept.typed) !== first) restore(form, kept);
  form.addEventListener("input", () => {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: typed(form) }));
  });
  // Sent without a connection the page would be lost to an error page of the browser.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopPropagation();
    const detail = { text: form.querySelector("[data-draft-notice]").dataset.offline, error: true };
    document.body.dispatchEvent(new CustomEvent("toast", { detail }));
  });
  form.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    localStorage.removeItem(key);
    location.reload();
  });
}

forgetSaved();
forgetOld();
