// A grid of inputs walked like a spreadsheet, filled by pasting from one. Without this script it is
// a plain form of so many rows.
const cells = (row) => [...row.querySelectorAll("input, select")];

function rowsOf(body) {
  return [...body.rows];
}

function addRow(body) {
  const last = body.rows[body.rows.length - 1];
  const number = body.rows.length;
  const row = last.cloneNode(true);
  row.querySelectorAll(".grid-error").forEach((error) => error.remove());
  row.removeAttribute("data-refused");
  for (const one of row.querySelectorAll("[name], [id], [aria-label], [aria-describedby]")) {
    for (const name of ["name", "id", "aria-label", "aria-describedby"]) {
      if (one.hasAttribute(name)) {
        one.setAttribute(name, one.getAttribute(name).replace(/r\d+-/, `r${number}-`));
      }
    }
    one.removeAttribute("aria-invalid");
    if (one.matches("input")) one.value = "";
    else if (one.matches("select")) one.value = one.dataset.first;
  }
  row.querySelector("[data-row-number]").textContent = String(number + 1);
  body.append(row);
  body.closest("form").elements.namedItem("rows").value = String(number + 1);
  return row;
}

// Fill a cell in; false when what is told is none of the words to choose from.
function put(cell, text) {
  if (!cell.matches("select")) {
    cell.value = text;
    return true;
  }
  const option = [...cell.options].find((one) => one.text.trim() === text || one.value === text);
  if (!option && text !== "") cell.setAttribute("aria-invalid", "true");
  else cell.removeAttribute("aria-invalid");
  if (option) cell.value = option.value;
  return Boolean(option) || text === "";
}

// The lines of what Excel copies, as cells. One with line breaks or quotes stands in quotes.
function linesOf(text) {
  const lines = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))([\t\n]|$)/g)) {
    const word = quoted === undefined ? plain : quoted.replace(/""/g, '"').replace(/\s*\n\s*/g, "");
    lines.at(-1).push(word.trim());
    if (end === "\n") lines.push([]);
    if (end === "") break;
  }
  return lines.filter((line) => line.some(Boolean));
}

// The column each heading of a first line names, or null when the line is no heading. With them the
// unit that a heading tells of its column in brackets, which holds for each row.
function columnsNamed(line, body) {
  const heads = [...body.closest("table").tHead.rows[0].cells].slice(1).map((one) => one.dataset.names.split("|"));
  const bare = line.map((word) => word.replace(/\s/g, "").replace(/[（(].*[）)]$/, ""));
  const places = bare.map((word) => heads.findIndex((names) => names.includes(word)));
  if (places.filter((place) => place >= 0).length * 2 <= line.filter(Boolean).length) return null;
  const unit = line[places.indexOf(heads.findIndex((names) => names.includes("数值")))]?.match(/[（(]([^（）()]+)[）)]\s*$/);
  return { places, unit: unit?.[1], at: heads.findIndex((names) => names.includes("单位")) };
}

function paste(event, body, most) {
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  if (!/[\t\n]/.test(text)) return;
  event.preventDefault();
  const row = event.target.closest("tr");
  const top = rowsOf(body).indexOf(row);
  const left = cells(row).indexOf(event.target);
  const lines = linesOf(text);
  const named = columnsNamed(lines[0] || [], body);
  if (named) lines.shift();
  const { tooMany, noChoice, noColumn } = body.closest("table").dataset;
  let odd = 0;
  let beside = 0;
  lines.slice(0, most - top).forEach((line, down) => {
    const here = cells(body.rows[top + down] || addRow(body));
    if (named?.unit && !named.places.includes(named.at)) put(here[named.at], named.unit);
    line.forEach((word, right) => {
      const cell = here[named ? named.places[right] : left + right];
      if (!cell) beside += word !== "";
      else if (!put(cell, word)) odd += 1;
    });
  });
  body.dispatchEvent(new Event("input", { bubbles: true }));
  const over = Math.max(0, lines.length - (most - top));
  for (const [number, words] of [[over, tooMany], [odd, noChoice], [beside, noColumn]]) {
    const detail = { text: words.replace("%s", number), error: true };
    if (number) document.body.dispatchEvent(new CustomEvent("toast", { detail }));
  }
}

function walk(event, body) {
  const ways = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };
  const way = ways[event.key];
  if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("select") && event.key !== "Enter") return;
  if (!event.target.matches("input, select")) return;
  event.preventDefault();
  const row = event.target.closest("tr");
  const next = body.rows[rowsOf(body).indexOf(row) + way];
  if (!next) return;
  const cell = cells(next)[cells(row).indexOf(event.target)];
  cell.focus();
  cell.select?.();
}

export function grid(table) {
  const body = table.tBodies[0];
  const form = table.closest("form");
  const most = Number(table.dataset.grid);
  body.addEventListener("paste", (event) => paste(event, body, most));
  body.addEventListener("keydown", (event) => walk(event, body));
  form.addEventListener("rows", (event) => {
    while (body.rows.length < Math.min(most, event.detail)) addRow(body);
  });
  form.querySelector("[data-grid-more]")?.addEventListener("click", () => {
    if (body.rows.length < most) cells(addRow(body))[0].focus();
  });
}
