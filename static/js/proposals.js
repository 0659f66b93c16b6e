// The page of proposals by keys and without reloading: cards are sent and the page is shown as it then
// is. Words that are selected in the text are proposed from. Without this file the forms do the same.

let proposals = document.querySelector(".proposals");
const FIELDS = "input, textarea, select, [contenteditable]";

function cards() {
  return [...proposals.querySelectorAll(".card")];
}

function current() {
  return document.activeElement?.closest(".card") ?? document.querySelector(".card:target") ?? null;
}

function show(card) {
  if (!card) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  for (const mark of proposals.querySelectorAll(".mark")) {
    mark.classList.toggle("current", mark.hash === `#${card.id}`);
  }
  proposals.querySelector(".mark.current")?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = cards();
  const at = all.indexOf(current());
  show(at < 0 ? all[0] : all[at + by]);
}

function change(card) {
  const details = card.querySelector("details");
  details.open = true;
  details.querySelector(FIELDS)?.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: (card) => card?.querySelector("[name=_accept]").click(),
  r: (card) => card?.querySelector("[name=_reject]").click(),
  c: (card) => card && change(card),
};

function areOn() {
  try {
    return localStorage.getItem("newsbase-shortcuts") !== "off";
  } catch {
    return true;
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !areOn()) return;
  if (event.target.closest(`${FIELDS}, dialog`)) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  act(current());
}

// The answer is the whole page: what stands in it replaces what stands here.
async function send(form, button) {
  const body = new FormData(form, button);
  proposals.setAttribute("aria-busy", "true");
  const answer = await fetch(location.pathname + location.search, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(".proposals");
  if (!fresh) {
    // Signed out meanwhile, or an error: the page itself tells.
    form.dataset.whole = "yes";
    form.requestSubmit(button);
    return;
  }
  put(page, fresh, new URL(answer.url).hash.slice(1));
}

function put(page, fresh, next) {
  const scrolled = document.getElementById("text")?.scrollTop;
  const place = document.adoptNode(fresh);
  proposals.replaceWith(place);
  proposals = place;
  for (const list of document.querySelectorAll(".messagelist")) list.remove();
  const told = page.querySelector(".messagelist");
  if (told) announce(document.adoptNode(told));
  prepare();
  const text = document.getElementById("text");
  if (text && scrolled) text.scrollTop = scrolled;
  const card = proposals.querySelector(".card:has(.errorlist)") ?? document.getElementById(next);
  show(card?.matches(".card") ? card : cards()[0]);
}

function announce(list) {
  list.setAttribute("role", "status");
  proposals.before(list);
}

// Where the selection stands in the text, in characters as the server counts them.
function selected() {
  const text = document.getElementById("text");
  const selection = getSelection();
  if (!text || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length;
  const words = range.toString();
  const lead = words.length - words.trimStart().length;
  return words.trim() && { start: start + lead, end: start + lead + [...words.trim()].length, words: words.trim() };
}

function offerSelected() {
  const found = selected();
  const form = document.getElementById("missed-form");
  if (!found || !form) return;
  form.elements.missed.value = found.words.slice(0, 1000);
  form.dataset.start = found.start;
  form.dataset.end = found.end;
}

function proposeSelected(event) {
  const form = event.target;
  const { start, end } = form.dataset;
  if (!start) return;
  event.preventDefault();
  location.assign(`${location.pathname}?${new URLSearchParams({ start, end })}#cards`);
}

function prepare() {
  for (const keys of proposals.querySelectorAll(".keys")) keys.hidden = false;
  const missed = document.getElementById("missed-form");
  missed?.addEventListener("submit", proposeSelected);
  missed?.elements.missed.addEventListener("input", () => delete missed.dataset.start);
}

if (proposals) {
  prepare();
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("selectionchange", offerSelected);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || !form.closest(".proposals") || form.dataset.whole) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  if (location.hash) show(document.querySelector(`.card[id="${CSS.escape(location.hash.slice(1))}"]`));
}
