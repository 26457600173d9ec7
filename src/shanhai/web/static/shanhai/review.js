// The review desk: what only a script can do. Selecting words gives their place in the raw text in
// code points, so that the server can check that they stand there.

const codePoints = (text) => [...text].length;

function offsetOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const segment = element?.closest?.("[data-document] [data-start]:not(a)") ||
    element?.closest?.("[data-document] [data-start]");
  if (!segment) return null;
  const before = node.nodeType === Node.TEXT_NODE ? node.textContent.slice(0, offset) : "";
  return Number(segment.dataset.start) + codePoints(before);
}

function selectedPlace() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  return start === null || end === null || end <= start ? null : [start, end];
}

document.addEventListener("mousedown", (event) => {
  // A press on the button must not take the selection away.
  if (event.target.closest("[data-add-selection]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-selection]");
  if (!button) return;
  const place = selectedPlace();
  if (!place) {
    button.title = button.dataset.none;
    button.setAttribute("aria-label", button.dataset.none);
    button.textContent = button.dataset.none;
    return;
  }
  const desk = document.querySelector("#desk");
  location.assign(`${desk.dataset.addUrl}?add=${place.join("-")}`);
});

// Bring the figure in question and its card into sight: side by side, or on phones the card in
// a sheet below the text. Phones settle their layout only on load.
addEventListener("load", () => {
  document.querySelector("[data-document] [aria-current]")?.scrollIntoView({ block: "center" });
  document.querySelector(".desk-side form.card, [data-claim-card][aria-current]")
    ?.scrollIntoView({ block: "nearest" });
});
