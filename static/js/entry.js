// Takes along what was typed when a new record is added beside a field: the name that was searched for,
// the date of the announcement, a sum. The window that opens has them filled in. Where a search finds
// nothing, adding the record is offered there.
const $ = window.django?.jQuery;
const typed = new Map(); // select -> what was searched for in it
const DATES = ["id_reported_on", "id_announced_on"];
const MONEY = /[$£€¥₩₹]/;

function adding(select) {
  return document.getElementById(`add_${select.id}`);
}

function beside(select, name) {
  const prefix = select.id.slice(0, select.id.lastIndexOf("-") + 1);
  return prefix && document.getElementById(prefix + name)?.value.trim();
}

function takenAlong(select) {
  const name = typed.get(select) || "";
  const date = DATES.map((id) => document.getElementById(id)?.value).find(Boolean) || "";
  const stated = beside(select, "interval") || "";
  const currency = beside(select, "currency") || "";
  const figure = currency || MONEY.test(stated) ? stated : "";
  return { name, title: name, announced_on: date, figure, currency: figure && currency };
}

function prepare(link, select) {
  const address = new URL(link.href);
  for (const [name, value] of Object.entries(takenAlong(select))) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  link.href = address;
}

function offer(select, results) {
  const term = typed.get(select);
  const nothing = results.querySelector(".select2-results__message:not(.loading-results)");
  if (!term || !nothing || results.querySelector(".add-typed")) return;
  const item = document.createElement("li");
  item.className = "select2-results__option add-typed";
  item.setAttribute("role", "option");
  item.textContent = `${adding(select).title}: ${term}`;
  item.addEventListener("click", () => {
    $(select).select2("close");
    adding(select).click();
  });
  results.append(item);
}

function opened({ target: select }) {
  const { $dropdown, $container } = $(select).data("select2");
  const results = $dropdown.find(".select2-results__options")[0];
  if (!adding(select) || !results) return;
  $dropdown.add($container).find(".select2-search__field").off("input.entry").on("input.entry", (event) => {
    typed.set(select, event.target.value.trim());
  });
  if (results.dataset.watched) return;
  results.dataset.watched = "yes";
  new MutationObserver(() => offer(select, results)).observe(results, { childList: true });
}

if ($) {
  $(document).on("select2:open", opened);
  $(document).on("change", "select", (event) => typed.delete(event.target));
  // Before the admin's own handler opens the window.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a.add-related");
      const select = link && document.getElementById(link.id.slice("add_".length));
      if (select) prepare(link, select);
    },
    true,
  );
}
