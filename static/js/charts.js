/* Pictures enriched: as a PNG file, the lines of one company lit, a range of amounts chosen with two
   handles. Without it they are read, followed and downloaded all the same. */

const SCALE = 2;

function png(link) {
  const picture = new Image();
  picture.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = picture.width * SCALE;
    canvas.height = picture.height * SCALE;
    const context = canvas.getContext("2d");
    context.scale(SCALE, SCALE);
    context.drawImage(picture, 0, 0);
    canvas.toBlob((blob) => {
      const file = document.createElement("a");
      file.href = URL.createObjectURL(blob);
      file.download = "newsbase.png";
      file.click();
      URL.revokeObjectURL(file.href);
    });
  };
  picture.src = link.href;
}

function enhance() {
  for (const link of document.querySelectorAll(".chartfiles a[href*='.svg']")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "PNG";
    button.addEventListener("click", () => png(link));
    link.after(" · ", button);
  }

  /* A company or a deal that is pointed at or focused: its lines alone stay dark. */
  for (const network of document.querySelectorAll("svg.network")) {
    const light = (event) => {
      const node = event.target.closest("[data-node]");
      network.classList.toggle("lit", Boolean(node));
      for (const line of network.querySelectorAll("[data-of]")) {
        line.classList.toggle("on", Boolean(node) && line.dataset.of.split(" ").includes(node.dataset.node));
      }
    };
    for (const name of ["pointerover", "focusin", "pointerleave", "focusout"]) {
      network.addEventListener(name, name.endsWith("leave") || name.endsWith("out") ? () => light({ target: network.ownerDocument.body }) : light);
    }
  }

  /* Two sliders under the bars of amounts; what they say is asked for when they are let go. */
  for (const histogram of document.querySelectorAll("[data-brush]")) {
    const bars = [...histogram.querySelectorAll("[data-low]")];
    const brush = histogram.querySelector(".brush");
    const [from, to] = brush.querySelectorAll("input");
    const told = brush.querySelector("output");
    const chosen = () => [Math.min(+from.value, +to.value), Math.max(+from.value, +to.value)];
    const show = () => {
      const [first, last] = chosen();
      bars.forEach((bar, number) => bar.classList.toggle("out", number < first || number > last));
      told.textContent = `${bars[first].dataset.from} – ${bars[last].dataset.to}`;
      for (const input of [from, to]) {
        const bar = bars[+input.value];
        input.setAttribute("aria-valuetext", input === from ? bar.dataset.from : bar.dataset.to);
      }
    };
    for (const input of [from, to]) {
      input.max = bars.length - 1;
      input.addEventListener("input", show);
    }
    from.value = Math.max(0, bars.findIndex((bar) => "chosen" in bar.dataset));
    const last = bars.findLastIndex((bar) => "chosen" in bar.dataset);
    to.value = last < 0 ? bars.length - 1 : last;
    brush.querySelector("button").addEventListener("click", () => {
      const address = new URL(location.href);
      const [first, end] = chosen();
      for (const name of ["page", "after", "before", "match"]) address.searchParams.delete(name);
      address.searchParams.set("amount_min", bars[first].dataset.low);
      address.searchParams.set("amount_max", bars[end].dataset.high);
      location.assign(address);
    });
    brush.hidden = false;
    show();
  }
}

enhance();
document.addEventListener("newresults", enhance);
