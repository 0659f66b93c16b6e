// Keyboard shortcuts of the admin. Which there are stands in the dialog of
// templates/admin/desk/_shortcuts.html: data-keys is what is typed, and either data-href is where it
// leads or data-press is the button or field that it presses or enters, if the page has one.

const dialog = document.getElementById("shortcuts");
const opener = document.getElementById("open-shortcuts");
const toggle = document.getElementById("shortcuts-on");
const SWITCH = "newsbase-shortcuts";
// Two keys typed one after the other belong together for so many milliseconds.
const TOGETHER = 1000;

let typed = "";
let typedAt = 0;

function isOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

function isTyping(target) {
  return target.isContentEditable || target.closest("input, textarea, select, [role=combobox], .select2-container");
}

function actOn(shortcut) {
  const { href, press } = shortcut.dataset;
  if (href) {
    location.assign(href);
    return true;
  }
  const found = document.querySelector(press);
  if (!found) return false;
  if (found.matches("button, a, input[type=submit]")) found.click();
  else found.focus();
  return true;
}

function keysOf(event) {
  if (event.ctrlKey || event.metaKey) return "";
  if (event.altKey && event.shiftKey) return `alt+shift+${event.code.replace("Key", "").toLowerCase()}`;
  if (event.altKey || event.key.length !== 1) return "";
  const now = Date.now();
  const first = now - typedAt < TOGETHER ? typed : "";
  typed = event.key;
  typedAt = now;
  return first ? `${first} ${event.key}` : event.key;
}

function shortcutFor(keys) {
  const known = [...dialog.querySelectorAll("[data-keys]")];
  return known.find((each) => each.dataset.keys === keys) ??
    known.find((each) => each.dataset.keys === keys.split(" ").pop());
}

function onKey(event) {
  if (event.repeat || event.defaultPrevented || dialog.open || !isOn() || isTyping(event.target)) return;
  const keys = keysOf(event);
  if (!keys) return;
  const shortcut = shortcutFor(keys);
  if (shortcut && actOn(shortcut)) {
    event.preventDefault();
    typed = "";
  }
}

if (dialog && opener) {
  opener.hidden = false;
  toggle.checked = isOn();
  opener.addEventListener("click", () => dialog.showModal());
  toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"));
  document.addEventListener("keydown", onKey);
}
