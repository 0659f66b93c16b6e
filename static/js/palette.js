/* The command palette: Ctrl-K, Cmd-K or '/' on any page. Without it the search page answers the same.
   A combobox with a list (ARIA Authoring Practices): focus stays in the input. */

const WAIT = 120; // ms after the last key
const template = document.querySelector("#palette-template");
let dialog, input, list, status, asked, timer;

function build() {
  document.body.append(template.content.cloneNode(true));
  dialog = document.querySelector("#palette");
  input = dialog.querySelector("input");
  list = dialog.querySelector("[role=listbox]");
  status = dialog.querySelector("[role=status]");
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, WAIT);
  });
  input.addEventListener("keydown", move);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.querySelector("form").addEventListener("submit", (event) => {
    const chosen = current();
    if (!chosen) return;
    event.preventDefault();
    location.assign(chosen.href);
  });
}

async function find() {
  const text = input.value.trim();
  asked?.abort();
  asked = new AbortController();
  if (!text) return show("");
  try {
    const address = `${dialog.dataset.find}?${new URLSearchParams({ q: text })}`;
    const answer = await fetch(address, { signal: asked.signal });
    show(answer.ok ? await answer.text() : "");
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function show(html) {
  list.innerHTML = html;
  const options = [...list.querySelectorAll("[role=option]")];
  options.forEach((option, number) => (option.id = `palette-${number}`));
  input.setAttribute("aria-expanded", String(options.length > 0));
  status.textContent = input.value.trim() ? status.dataset.found.replace("#", options.length) : "";
  choose(options[0]);
}

function current() {
  return list.querySelector("[aria-selected=true]");
}

function choose(option) {
  current()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

function move(event) {
  const options = [...list.querySelectorAll("[role=option]")];
  const at = options.indexOf(current());
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key];
  if (event.key === "Enter" && event.ctrlKey && current()) {
    window.open(current().href, "_blank", "noopener");
  } else if (to === undefined || !options.length || (["Home", "End"].includes(event.key) && input.value)) {
    return;
  } else {
    choose(options[(to + options.length) % options.length]);
  }
  event.preventDefault();
}

function isTyping(target) {
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

document.addEventListener("keydown", (event) => {
  const isCommand = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !isTyping(event.target);
  if (!isCommand && !isSlash) return;
  event.preventDefault();
  if (!dialog) build();
  if (!dialog.open) dialog.showModal();
  input.select();
});

document.querySelector(".find")?.classList.add("haspalette");
