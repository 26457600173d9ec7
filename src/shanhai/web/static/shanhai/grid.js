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
    else if (one.matches("select")) one.selectedIndex = 0;
  }
  row.querySelector("[data-row-number]").textContent = String(number + 1);
  body.append(row);
  body.closest("form").elements.namedItem("rows").value = String(number + 1);
  return row;
}

function put(cell, text) {
  if (cell.matches("select")) {
    const option = [...cell.options].find((one) => one.text.trim() === text || one.value === text);
    if (option) cell.value = option.value;
  } else {
    cell.value = text;
  }
}

function paste(event, body, most) {
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  if (!/[\t\n]/.test(text)) return;
  event.preventDefault();
  const row = event.target.closest("tr");
  const top = rowsOf(body).indexOf(row);
  const left = cells(row).indexOf(event.target);
  text.split("\n").forEach((line, down) => {
    if (top + down >= most) return;
    const here = body.rows[top + down] || addRow(body);
    line.split("\t").forEach((word, right) => {
      const cell = cells(here)[left + right];
      if (cell) put(cell, word.trim());
    });
  });
  body.dispatchEvent(new Event("input", { bubbles: true }));
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
