// Names the boxes that choose a record, which the admin's own script leaves without a name for
// those who hear the page.

function nameOf(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const column = select.closest("table")?.querySelector(`.column-${select.name.split("-").pop()}`);
  return (label || column)?.textContent.trim().replace(/\s*:$/, "") || select.name;
}

function nameAll() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const parts = ".select2-selection, .select2-selection__rendered, .select2-search__field";
    for (const part of select.parentElement.querySelectorAll(parts)) {
      part.setAttribute("aria-label", nameOf(select));
      // It led to the chosen text, which is empty as long as nothing is chosen.
      part.removeAttribute("aria-labelledby");
    }
  }
}

// After the admin's own script, which waits for the same.
window.django?.jQuery?.(nameAll);
document.addEventListener("formset:added", () => setTimeout(nameAll));
