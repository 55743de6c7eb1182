// Somebody else changed what this page shows: show it, and leave alone what is being done here.
// What was typed stays with the hidden fields of its form, so that a change in between is
// noticed when it is sent; focus, scrolling and what was unfolded stay too.
const main = document.querySelector("main[data-follows]");
let source;
let heard;
let waiting;
let turn = Promise.resolve();
const who = new Set();

function isTyped(field) {
  if (!field.matches?.("input, select, textarea")) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field.tagName !== "SELECT") return field.type !== "hidden" && field.value !== field.defaultValue;
  const first = [...field.options].find((each) => each.defaultSelected) ?? field.options[0];
  return !field.multiple && first !== undefined && !first.selected;
}

const holdsTyped = (node) =>
  isTyped(node) || [...(node.querySelectorAll?.("input, select, textarea") ?? [])].some(isTyped);

const keeping = {
  morphStyle: "outerHTML",
  callbacks: {
    beforeNodeMorphed(old, now) {
      // A text that changed is shown as such; so is a panel that was filled after the page.
      if (old.nodeType === Node.TEXT_NODE && old.data.trim() !== now.data?.trim()) {
        old.parentElement?.classList.add("arrived");
      }
      if (old.dataset?.shows) return false;
      if (old.type === "hidden" && old.form) return !holdsTyped(old.form);
      return !isTyped(old);
    },
    beforeNodeRemoved: (node) => !holdsTyped(node),
    beforeAttributeUpdated: (name, element) => !(name === "open" && element.tagName === "DETAILS"),
    afterNodeAdded: (node) => node.classList?.add("arrived"),
  },
};

async function read(address, headers = {}) {
  const answer = await fetch(address, { headers: { Accept: "text/html", ...headers } });
  return answer.ok && !answer.redirected ? answer.text() : null;
}

async function refresh() {
  const text = await read(location.href);
  if (text === null) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  const before = main.textContent;
  for (const old of [main, document.querySelector(".bell")]) {
    const now = page.querySelector(old.matches("main") ? "main" : ".bell");
    if (now) Idiomorph.morph(old, now, keeping);
  }
  for (const panel of main.querySelectorAll("[data-shows]")) {
    const part = await read(panel.dataset.shows, { "HX-Request": "true" });
    if (part !== null) Idiomorph.morph(panel, part, { ...keeping, morphStyle: "innerHTML" });
  }
  htmx.process(main);
  if (main.textContent !== before) tell();
  who.clear();
}

// The note is announced politely: its text is put into a region that is there from the start.
function tell() {
  const names = [...who].filter(Boolean);
  const note = document.getElementById("vua-doi");
  if (!names.length) return;
  note.textContent = note.dataset.said.replace("{who}", names.join(", "));
  note.classList.remove("told");
  requestAnimationFrame(() => note.classList.add("told"));
}

function connect() {
  if (source || document.hidden) return;
  const address = new URL(main.dataset.follows, location.href);
  if (heard) address.searchParams.set("sau", heard);
  source = new EventSource(address);
  source.addEventListener("changed", (event) => {
    heard = event.lastEventId || heard;
    who.add(event.data);
    clearTimeout(waiting);
    waiting = setTimeout(() => { turn = turn.then(refresh, refresh); }, 300);
  });
}

function leave() {
  source?.close();
  source = undefined;
}

if (main) {
  // A browser opens few connections to one place: a page that nobody sees holds none.
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : connect()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", connect);
  main.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.pathInfo) detail.target.dataset.shows = detail.pathInfo.requestPath;
  });
}
