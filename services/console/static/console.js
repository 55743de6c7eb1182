// What plain HTML cannot do: choices that take effect at once, ticking a whole list, and toasts that can be closed.
// Every page works without this file.
document.documentElement.classList.add("scripted");

// On a phone the list of pages is one row that scrolls: show where the reader is.
document
  .querySelector(".pages [aria-current]")
  ?.scrollIntoView({ inline: "center", block: "nearest" });

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-ticks-all]")) {
    for (const one of event.target.closest("fieldset").querySelectorAll("[name]")) {
      one.checked = event.target.checked;
    }
  }
});

document.addEventListener("click", (event) => {
  const closing = event.target.closest("[data-closes]");
  if (closing) closing.parentElement.remove();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
