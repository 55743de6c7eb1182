// The grid of scores: filled in with the keyboard alone, kept up to date while others work, and
// never losing what was typed. Without this file the grid is a form like any other.
const grid = document.querySelector("form[data-grid]");
const card = document.querySelector("[data-scorecard]");
const cells = grid ? [...grid.querySelectorAll("[data-cell]")] : [];
const isTyped = (cell) =>
  cell.tagName === "SELECT"
    ? ![...cell.options].every((each) => each.selected === each.defaultSelected || (!each.value && !cell.value))
    : cell.value !== cell.defaultValue;
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

// Somebody else changed the scorecard: show it, and leave alone what is being typed here.
async function refresh(who) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = page.getElementById(old.id);
    if (now && now.innerHTML !== old.innerHTML) {
      old.innerHTML = now.innerHTML;
      old.classList.add("fresh");
    }
  }
  const other = page.querySelector("form[data-grid]");
  if (grid && other) {
    let held = false;
    for (const cell of cells) {
      const now = other.querySelector(`[name="${CSS.escape(cell.name)}"]`);
      if (!now || now.value === cell.defaultValue || cell.tagName === "SELECT") continue;
      if (isTyped(cell)) held = true;
      else { cell.value = now.value; cell.defaultValue = now.value; }
    }
    // While a value typed here meets one that changed, the service is to refuse and say who.
    if (!held) grid.elements.seen.value = other.elements.seen.value;
  }
  const note = document.getElementById("thay-doi");
  const words = note?.querySelector("[data-template]");
  if (words) {
    words.textContent = words.dataset.template.replace("{who}", who);
    note.hidden = false;
  }
}

if (card && "EventSource" in window) {
  const source = new EventSource(`/cham-diem/${card.dataset.scorecard}/truc-tiep`);
  let waiting;
  source.addEventListener("changed", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => refresh(event.data), 300);
  });
  addEventListener("pagehide", () => source.close());
}
