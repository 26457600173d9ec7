// The little script the face needs. Every page works without it, except charts (their tables show).
import { drawCharts, toggleTwin } from "./charts.js";
import { keepDraft } from "./drafts.js";
import { grid } from "./grid.js";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = document.body.dataset;

// ---- Money unit: the exact writings come with each figure; nothing is computed here.
function showUnit(unit, root = document) {
  for (const value of $$("data[data-yuan]", root)) {
    value.textContent = value.dataset[unit];
    const word = value.parentElement.querySelector(".figure-unit");
    if (word) word.textContent = words[`words${unit[0].toUpperCase()}${unit.slice(1)}`];
  }
  for (const button of $$("[data-unit]")) {
    button.setAttribute("aria-pressed", String(button.dataset.unit === unit));
  }
}

function chooseUnit(unit) {
  document.cookie = `unit=${unit};path=/;max-age=31536000;SameSite=Lax`;
  showUnit(unit);
  drawCharts(document, { redraw: true });
}

// ---- Trail drawer
const drawer = $("#drawer");
let drawerOpener = null;

function openDrawer() {
  if (!drawer.open) drawer.show();
  $("[data-drawer-close]", drawer).focus({ preventScroll: true });
}

function closeDrawer() {
  if (!drawer?.open) return;
  drawer.close();
  drawerOpener?.focus?.();
}

// ---- Toasts
export function toast(text, { undo = "", error = false } = {}) {
  const region = $("#toasts");
  if (!region) return;
  const box = document.createElement("div");
  box.className = error ? "toast toast-error" : "toast";
  const line = document.createElement("p");
  line.textContent = text;
  box.append(line);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = region.dataset.undo;
    button.dataset.undoUrl = undo;
    box.append(button);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.dataset.close = "";
  close.setAttribute("aria-label", region.dataset.close);
  close.textContent = "×";
  box.append(close);
  region.append(box);
  leaveLater(box, error);
}

function leaveLater(box, stay = false) {
  if (!stay) setTimeout(() => box.matches(":hover, :focus-within") ? leaveLater(box) : box.remove(), 8000);
}

// Without a secure connection the clipboard is closed to scripts: then the words stand selected.
async function copy(button) {
  const words = $(button.dataset.copy);
  words.select();
  await navigator.clipboard?.writeText(words.value);
  if (navigator.clipboard) toast(button.dataset.copied);
}

async function undo(url) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  const answer = await fetch(url, { method: "POST", headers });
  if (answer.ok) location.reload();
  else toast(words.wordsFailed, { error: true });
}

// ---- Keyboard: whatever carries data-key is pressed by that key, outside of typing.
const typing = (target) => target.closest?.("input:not([readonly]), textarea:not([readonly]), select, [contenteditable]");

// Whoever was in the menu stands at its button again.
function closeMenu(menu) {
  if (menu.contains(document.activeElement)) $("summary", menu).focus();
  menu.removeAttribute("open");
}

// The menu it was asked from closes first: a dialog gives the focus back to what is in sight.
function showShortcuts(menu) {
  if (menu) closeMenu(menu);
  $("#shortcuts").showModal();
}

function press(event) {
  if (event.key === "Escape") {
    $$("details[data-menu][open]").forEach(closeMenu);
    if (typing(event.target)) event.target.blur();
    else if (drawer?.open) closeDrawer();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "?") return showShortcuts();
  const key = event.key.toLowerCase();
  if (key === "t") {
    const chart = event.target.closest?.("[data-chart]") || $("[data-chart]");
    if (chart && !$('[data-key="t"]')) { event.preventDefault(); toggleTwin(chart); return; }
  }
  const current = $("[data-claim-card][aria-current], [data-selected]") || document;
  const target = $(`[data-key="${CSS.escape(key)}"]`, current) || $(`[data-key="${CSS.escape(key)}"]`);
  if (target) {
    event.preventDefault();
    if (target.matches("input, textarea, select")) target.focus();
    else target.click();
  } else if (key === "j" || key === "k") {
    step(key === "j" ? 1 : -1, event);
  }
}

// J and K walk the rows of whatever list names itself data-walk, but for what is folded away.
function step(way, event) {
  const rows = $$("[data-walk] [data-walk-row]").filter((row) => !row.closest("details:not([open])"));
  if (!rows.length) return;
  event.preventDefault();
  const at = rows.indexOf(document.activeElement.closest?.("[data-walk-row]"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + way))];
  rows.forEach((row) => row.toggleAttribute("data-selected", row === next));
  const focusable = next.matches("a, button, [tabindex]") ? next : $("a, button", next);
  focusable?.focus();
  next.scrollIntoView({ block: "nearest" });
}

// ---- Sheets: sorting what is fully here, choosing columns, the line beside a fixed column.
function sortSheet(button) {
  const head = button.closest("th");
  const body = head.closest("table").tBodies[0];
  const column = [...head.parentElement.children].indexOf(head);
  const down = head.getAttribute("aria-sort") === "ascending";
  const rank = (row) => {
    const cell = row.children[column];
    const raw = cell?.dataset.sort ?? $("data", cell)?.value ?? cell?.textContent.trim() ?? "";
    return raw !== "" && !Number.isNaN(Number(raw)) ? Number(raw) : raw;
  };
  const rows = [...body.rows].map((row) => [rank(row), row]);
  rows.sort(([a], [b]) => typeof a === "number" && typeof b === "number"
    ? a - b : String(a).localeCompare(String(b), "zh-Hans-CN", { numeric: true }));
  if (down) rows.reverse();
  $$("th[aria-sort]", head.parentElement).forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...rows.map(([, row]) => row));
}

function columnMenu(menu) {
  const table = document.getElementById(menu.dataset.columnsOf);
  const panel = $(".menu-panel", menu);
  if (!table || panel.childElementCount) return;
  const key = `columns:${table.id}`;
  const hidden = new Set(JSON.parse(localStorage.getItem(key) || "[]"));
  [...table.tHead.rows[0].cells].forEach((cell, index) => {
    if (index === 0) return;
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "form-check-input";
    box.checked = !hidden.has(index);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(index); else hidden.add(index);
      localStorage.setItem(key, JSON.stringify([...hidden]));
      hideColumns(table, hidden);
    });
    label.append(box, cell.textContent.trim());
    panel.append(label);
  });
  hideColumns(table, hidden);
}

function hideColumns(table, hidden) {
  for (const row of table.rows) {
    if (row.cells.length < 2 || [...row.cells].some((cell) => cell.colSpan > 1)) continue;
    [...row.cells].forEach((cell, index) => { cell.hidden = hidden.has(index); });
  }
}

// ---- What is sent is sent once: until the answer comes the form says that it waits.
function send(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('[method="post"]:not([hx-post])')) return;
  if (form.hasAttribute("aria-busy")) event.preventDefault();
  form.setAttribute("aria-busy", "true");
}

// ---- Dropping a file
function dropZone(zone) {
  const input = $('input[type="file"]', zone);
  if (!input) return;
  const name = () => {
    const line = $("[data-file-names]", zone);
    if (line) line.textContent = [...input.files].map((file) => file.name).join("、");
  };
  input.addEventListener("change", name);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.dataset.over = ""; });
  zone.addEventListener("dragleave", () => delete zone.dataset.over);
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset.over;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Where a row of tabs is wider than the screen, the one that is open stands in sight.
function showTab(tab) {
  const row = tab.parentElement;
  const [there, seen] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  if (there.right > seen.right) row.scrollLeft += there.right - seen.right + seen.width / 4;
}

// ---- Wiring
function dress(root) {
  const unit = document.cookie.match(/(?:^|; )unit=(yuan|wan|yi)/)?.[1];
  if (unit && root !== document) showUnit(unit, root);
  drawCharts(root);
  $$("[data-columns-of]", root).forEach(columnMenu);
  $$(".drop", root).forEach(dropZone);
  $$("[data-grid]", root).forEach(grid);
  $$("[data-draft]", root).forEach(keepDraft);
  $("[data-focus]", root)?.focus();
  $$(".tabs [aria-current], .tabs-groups [aria-current]", root).forEach(showTab);
  $$(".sheet-wrap", root).forEach((wrap) => wrap.addEventListener("scroll", () => {
    wrap.toggleAttribute("data-scrolled", wrap.scrollLeft > 0);
  }, { passive: true }));
}

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest(selector);
  const drawerLink = hit("[data-drawer]");
  if (drawerLink) drawerOpener = drawerLink;
  if (hit("[data-unit]")) chooseUnit(hit("[data-unit]").dataset.unit);
  else if (hit("[data-drawer-close]")) closeDrawer();
  else if (hit("[data-undo-url]")) undo(hit("[data-undo-url]").dataset.undoUrl);
  else if (hit("[data-close]")) hit(".toast").remove();
  else if (hit("button.sort")) sortSheet(hit("button.sort"));
  else if (hit("[data-twin-toggle]")) toggleTwin(hit("[data-chart]"));
  else if (hit("[data-copy]")) copy(hit("[data-copy]"));
  else if (hit("[data-print]")) print();
  else if (hit("[data-shortcuts]")) showShortcuts(hit("[data-menu]"));
  for (const menu of $$("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
document.addEventListener("keydown", press);
document.addEventListener("submit", send);
// A page that comes back from the browser's memory waits for nothing.
window.addEventListener("pageshow", () => $("#bulk") && offerSteps());  // boxes stay ticked on the way back
window.addEventListener("pageshow", () => $$("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy")));
// Steps for many rows: only those that one of the chosen rows can take, and for how many of them.
function offerSteps() {
  const form = $("#bulk");
  const chosen = $$("input[data-steps]:checked");
  const rows = (chosen.length ? chosen : $$("input[data-steps]")).map((box) => box.dataset.steps.split(" "));
  let offered = 0;
  $$("[data-step]", form).forEach((button) => {
    const count = rows.filter((steps) => steps.includes(button.value)).length;
    const shown = $(".bulk-count", button);
    shown.textContent = shown.textContent.replace(/\d+/, count);
    button.hidden = !count;
    offered += count;
  });
  const said = $(".bulk-said", form);
  said.dataset.unpicked ??= said.textContent;
  const words = !chosen.length ? said.dataset.unpicked : offered ? said.dataset.picked : said.dataset.none;
  said.textContent = words.replace("{n}", chosen.length);
}
document.addEventListener("change", (event) => {
  const all = event.target.dataset?.checkAll;
  if (all) $$(`input[type="checkbox"][name="${all}"]`).forEach((box) => { box.checked = event.target.checked; });
  if (all || event.target.dataset?.steps !== undefined) offerSteps();
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  dress(event.detail.target);
  if (event.detail.target.id === "drawer-body") openDrawer();
});
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  // What loads by itself fails quietly: its plain link stays.
  document.body.addEventListener(failure, (event) => {
    if (!event.target.matches("[hx-trigger='revealed']")) toast(words.wordsFailed, { error: true });
  });
}
document.body.addEventListener("toast", (event) => toast(event.detail.text, event.detail));
dress(document);
$$("#toasts .toast").forEach((box) => leaveLater(box, box.matches(".toast-error")));
