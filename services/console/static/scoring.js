// The grid of scores: filled in with the keyboard alone, and never losing what was typed. Without
// this file the grid is a form like any other. What counts as typed, `live.js` says.
const grid = document.querySelector("form[data-grid]");
const cells = grid ? [...grid.querySelectorAll("[data-cell]")] : [];
const typed = () => cells.filter(isTyped);
let sending = false;

// Enter and the arrows go to the same column of the next row, at the end of a text the arrows
// go to the next field of the row; Tab goes on as everywhere.
function beside(cell, key) {
  const at = cell.tagName === "SELECT" ? 0 : cell.selectionStart;
  const end = cell.tagName === "SELECT" ? 0 : cell.value.length;
  const whole = at === 0 && cell.selectionEnd === end;
  const by = key === "ArrowRight" && (at === end || whole) ? 1 : key === "ArrowLeft" && (at === 0 || whole) ? -1 : 0;
  const next = by && cells[cells.indexOf(cell) + by];
  if (!next || next.closest("tr") !== cell.closest("tr")) return false;
  next.focus();
  if (next.select) next.select();
  return true;
}

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
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!event.shiftKey && beside(cell, event.key)) return event.preventDefault();
  const by = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
  if (!by || (cell.tagName === "SELECT" && event.key !== "Enter")) return;
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
