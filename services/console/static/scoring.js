// The grid of scores: filled in with the keyboard alone, and never losing what was typed. Without
// this file the grid is a form like any other. What counts as typed, `live.js` says.
const grid = document.querySelector("form[data-grid]");
const cells = grid ? [...grid.querySelectorAll("[data-cell]")] : [];
const typed = () => cells.filter(isTyped);
let sending = false;

// Enter and the arrows go to the same column of the next row; Tab goes on as everywhere.
function step(cell, by) {
  const column = cells.filter((each) => each.name[0] === cell.name[0]);
  const next = column[column.indexOf(cell) + by];
  if (!next) return false;
  next.focus();
  if (next.select) next.select();
  return true;
}

grid?.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!cell.matches("[data-cell]")) return;
  const by = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
  if (!by || (cell.tagName === "SELECT" && event.key !== "Enter")) return;
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  step(cell, by);
});

// What is typed is kept on this machine until it is recorded, and offered again.
const place = grid && `thidua:${grid.getAttribute("action")}`;
grid?.addEventListener("input", () => {
  const kept = Object.fromEntries(typed().map((cell) => [cell.name, cell.value]));
  try { localStorage.setItem(place, JSON.stringify(kept)); } catch { /* a private window */ }
});
grid?.addEventListener("submit", () => { sending = true; });
addEventListener("beforeunload", (event) => {
  if (!sending && typed().length) event.preventDefault();
});
if (grid && new URLSearchParams(location.search).has("da-ghi")) localStorage.removeItem(place);
else if (grid) {
  const kept = JSON.parse(localStorage.getItem(place) ?? "{}");
  for (const cell of cells) {
    if (kept[cell.name] !== undefined && !isTyped(cell)) cell.value = kept[cell.name];
  }
}
