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

// Wide: the words come into view beside their card. On a phone the card comes first, and its quote
// leads back to the words.
const wide = matchMedia("(min-width: 992px)").matches;
const asked = new URLSearchParams(location.search);
if (asked.has("claim") || wide) {
  const words = document.querySelector("[data-document] [aria-current]");
  const card = document.querySelector(".desk-side form, [data-claim-card][aria-current]");
  (wide ? words : card)?.scrollIntoView({ block: "center" });
  if (wide) card?.scrollIntoView({ block: "nearest" });
}
