/* Another search without loading another page: the address says what is shown, Back goes back, and a
   row can be reached by j and k. Where a fetch fails the browser follows the link as always. */

const PART = "#results";
let asked;

async function show(address, isNew) {
  asked?.abort();
  asked = new AbortController();
  document.querySelector(PART)?.setAttribute("aria-busy", "true");
  let answer;
  try {
    answer = await fetch(address, { signal: asked.signal });
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const results = page.querySelector(PART);
  if (!answer.ok || !results) {
    location.assign(address);
    return;
  }
  const focused = document.activeElement?.closest(PART) ? document.activeElement.textContent : null;
  document.querySelector(PART).replaceWith(results);
  document.querySelector("form.filters").replaceWith(page.querySelector("form.filters"));
  document.title = page.title;
  if (isNew) history.pushState(null, "", address);
  document.querySelectorAll(".languages a").forEach((link, number) => {
    link.href = page.querySelectorAll(".languages a")[number].href;
  });
  if (focused !== null) {
    const same = [...results.querySelectorAll("a")].find((link) => link.textContent === focused);
    (same ?? results.querySelector("[role=status]"))?.focus();
  }
  document.dispatchEvent(new Event("newresults"));
}

function offerCopies() {
  for (const text of document.querySelectorAll(".cite textarea")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.value);
      button.textContent = text.dataset.copied;
    });
    text.after(button);
  }
}

if (navigator.clipboard) {
  offerCopies();
  document.addEventListener("newresults", offerCopies);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(`${PART} a[href^='?']`);
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href, true);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form.filters, .facet form")) return;
  event.preventDefault();
  const sent = [...new FormData(form)].filter(([, value]) => value !== "");
  show(`${location.pathname}?${new URLSearchParams(sent)}`, true);
});

window.addEventListener("popstate", () => show(location.href, false));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !["j", "k"].includes(event.key)) return;
  // Only within the table, so that no single key does anything elsewhere (WCAG 2.1.4).
  const table = document.activeElement?.closest(".deals");
  if (!table) return;
  const rows = [...table.querySelectorAll("tbody th a")];
  const at = rows.indexOf(document.activeElement.closest("tr")?.querySelector("th a")) + (event.key === "j" ? 1 : -1);
  rows[Math.min(Math.max(at, 0), rows.length - 1)]?.focus();
});
