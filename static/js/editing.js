// Tells the newsroom that this page is being edited, and shows who else is editing it.
const region = document.getElementById("editing");
const form = region?.closest("form");
const EVERY = 20_000;
// Whoever opens the page is there.
let changed = true;
let heard = "";

function typing() {
  const focused = document.hasFocus() && form.contains(document.activeElement);
  const is = changed || focused;
  changed = false;
  return is && document.visibilityState === "visible";
}

function report(what) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  if (what) body.append(what, "1");
  return body;
}

async function tell() {
  if (document.visibilityState !== "visible") return;
  const body = report(typing() ? "typing" : "");
  try {
    const answer = await fetch(region.dataset.url, { method: "POST", body });
    if (!answer.ok || answer.redirected) return;
    const names = await answer.text();
    // Written only when it differs, for it is read out each time.
    if (names.trim() !== heard) region.innerHTML = names;
    heard = names.trim();
  } catch {
    // The next time will tell.
  }
}

if (form) {
  heard = region.innerHTML.trim();
  form.addEventListener("input", () => {
    changed = true;
  });
  tell();
  setInterval(tell, EVERY);
  addEventListener("pagehide", () => navigator.sendBeacon(region.dataset.url, report("left")));
}
