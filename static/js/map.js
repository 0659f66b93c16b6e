// Maps: zoom, move, gather marks anew at each scale; the list beside follows the map and leads it.
// Without this script a map stands still and its marks and its list are links all the same.

const SVG = "http://www.w3.org/2000/svg";
const DEEPEST = 16; // the largest enlargement of the whole sheet
const STEP = 0.15; // of what is shown, for an arrow key

/** Clusters of the points {x, y}, no two nearer than `radius`, as clusters.py makes them. */
export function clusters(points, radius) {
  let groups = points.map((point) => ({ x: point.x, y: point.y, members: [point] }));
  for (let before = Infinity; groups.length < before;) {
    before = groups.length;
    groups = gathered(groups, radius);
  }
  return groups;
}

/** Each group takes, in their order, what is free within `radius`. */
function gathered(groups, radius) {
  const free = new Set(groups);
  const found = [];
  for (const group of groups) {
    if (!free.has(group)) continue;
    const near = [...free].filter((other) => Math.hypot(other.x - group.x, other.y - group.y) <= radius);
    near.forEach((other) => free.delete(other));
    const members = near.flatMap((other) => other.members);
    const middle = (axis) => members.reduce((sum, member) => sum + member[axis], 0) / members.length;
    found.push({ x: middle("x"), y: middle("y"), members });
  }
  return found;
}

/** A view [x, y, width, height] kept inside `sheet`, and no smaller than DEEPEST allows. */
export function inside([x, y, width], sheet) {
  const wide = Math.min(sheet[2], Math.max(sheet[2] / DEEPEST, width));
  const tall = (wide * sheet[3]) / sheet[2];
  const within = (value, size, whole) => Math.min(Math.max(0, value), whole - size);
  return [within(x, wide, sheet[2]), within(y, tall, sheet[3]), wide, tall];
}

const numbers = (text) => text.split(" ").map(Number);
const make = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

class Sheet {
  constructor(figure) {
    this.frame = figure.querySelector(".mapview");
    this.svg = this.frame.querySelector("svg");
    this.marks = this.svg.querySelector(".marks");
    this.tools = this.frame.querySelector(".maptools");
    this.sheet = numbers(this.svg.dataset.frame);
    this.home = numbers(this.svg.getAttribute("viewBox"));
    this.view = this.home;
    this.rows = new Map([...figure.querySelectorAll("[data-number]")].map((row) => [row.dataset.number, row]));
    this.points = [...this.rows.values()].map((row) => ({ x: +row.dataset.x, y: +row.dataset.y, row }));
    this.signs = figure.querySelector(".sign use")?.getAttribute("href").split("#")[0];
    this.svg.tabIndex = 0;
    this.tools.hidden = false;
    this.listen();
    new ResizeObserver(() => this.draw()).observe(this.svg);
  }

  get units() { return this.sheet[2] / (this.svg.clientWidth || this.sheet[2]); }
  get scale() { return this.view[2] / this.sheet[2]; }

  show(view) {
    this.view = inside(view, this.sheet);
    this.svg.setAttribute("viewBox", this.view.map((number) => number.toFixed(2)).join(" "));
    this.draw();
  }

  /** Sizes that stay the same on the screen, and what is near enough to be one mark. */
  draw() {
    this.frame.style.setProperty("--px", this.units);
    this.frame.style.setProperty("--line", this.units * this.scale);
    const isWhole = this.scale > 0.999;
    this.frame.classList.toggle("is-zoomed", !isWhole);
    const [closer, wider] = this.tools.querySelectorAll("button");
    closer.disabled = this.scale <= 1 / DEEPEST + 1e-6;
    wider.disabled = isWhole;
    if (this.points.length > 1) this.gather();
    else this.resize();
  }

  resize() {
    for (const mark of this.svg.querySelectorAll(".marks > [transform], .sample")) {
      const at = mark.getAttribute("transform").replace(/ scale.*/, "");
      mark.setAttribute("transform", `${at} scale(${this.scale})`);
      // Lines inside are already drawn for the enlargement.
      mark.style.setProperty("--line", this.units);
    }
  }

  gather() {
    const near = this.svg.dataset.near * this.units * this.scale;
    const groups = clusters(this.points, near);
    const drawn = groups.map(({ members }) => members.map(({ row }) => row.dataset.number).join(" "));
    const there = new Map([...this.marks.children].map((mark) => [mark.dataset.members, mark]));
    groups.forEach((group, at) => {
      const mark = there.get(drawn[at]) ?? this.mark(group, drawn[at]);
      mark.setAttribute("transform", `translate(${group.x} ${group.y}) scale(${this.scale})`);
      if (!mark.isConnected) this.marks.append(mark);
    });
    const kept = new Set(drawn);
    for (const [members, mark] of there) {
      if (kept.has(members)) continue;
      // What leaves from under the pointer tells no one that it was left.
      members.split(" ").forEach((number) => this.rows.get(number).classList.remove("is-lit"));
      mark.remove();
    }
  }

  mark({ members }, numbers) {
    const [{ row }] = members;
    const link = row.querySelector("a");
    const isOne = members.length === 1;
    const mark = make("a", {
      class: `mark ${isOne ? row.dataset.status : "cluster"}`,
      href: isOne ? link.getAttribute("href") : `#${row.id}`,
      "data-members": numbers,
    });
    const title = make("title", {});
    title.textContent = isOne
      ? `${link.textContent}: ${row.querySelector("small").textContent}`
      : this.svg.dataset.cluster.replace("#", members.length);
    const shape = make("g", { class: "shape" });
    shape.append(make("circle", { class: "target", r: isOne ? 13 : 14 }));
    if (isOne) shape.append(make("use", { href: `${this.signs}#${row.dataset.status}` }));
    else {
      const text = make("text", { dy: "0.36em" });
      text.textContent = members.length;
      shape.append(make("circle", { r: 12 }), text);
    }
    mark.append(title, shape);
    return mark;
  }

  zoom(factor, at = [this.view[0] + this.view[2] / 2, this.view[1] + this.view[3] / 2]) {
    const [x, y, width] = this.view;
    const narrowed = Math.min(this.sheet[2], Math.max(this.sheet[2] / DEEPEST, width / factor));
    const share = narrowed / width;
    this.show([at[0] - (at[0] - x) * share, at[1] - (at[1] - y) * share, narrowed]);
  }

  move(right, down) {
    this.show([this.view[0] + right, this.view[1] + down, this.view[2]]);
  }

  /** Where on the sheet an event happened. */
  at(event) {
    const box = this.svg.getBoundingClientRect();
    return [
      this.view[0] + ((event.clientX - box.left) / box.width) * this.view[2],
      this.view[1] + ((event.clientY - box.top) / box.height) * this.view[3],
    ];
  }

  listen() {
    this.tools.addEventListener("click", ({ target }) => {
      const factor = Number(target.closest("button")?.dataset.zoom ?? NaN);
      if (factor === 0) this.show(this.home);
      else if (factor) this.zoom(factor);
    });
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(2 ** (-event.deltaY / 100), this.at(event));
    }, { passive: false });
    this.drag();
    this.follow();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [, , width, height] = this.view;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "+" || event.key === "=") this.zoom(2);
    else if (event.key === "-") this.zoom(0.5);
    else if (event.key === "0") this.show(this.home);
    else if (event.key in moves && this.scale < 0.999) {
      const [right, down] = moves[event.key];
      this.move(right * STEP * width, down * STEP * height);
    } else return;
    event.preventDefault();
  }

  /** One pointer moves the sheet, two stretch it; a mark that was dragged is not followed. */
  drag() {
    const held = new Map();
    let far = 0;
    const spread = () => {
      const [one, other] = [...held.values()];
      return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    };
    this.svg.addEventListener("pointerdown", (event) => {
      held.set(event.pointerId, event);
      if (held.size === 1) far = 0;
    });
    this.svg.addEventListener("pointermove", (event) => {
      const before = held.get(event.pointerId);
      if (!before) return;
      const gap = held.size === 2 ? spread() : 0;
      held.set(event.pointerId, event);
      if (gap) this.zoom(spread() / gap, this.at(event));
      else {
        const unit = this.units * this.scale;
        this.move((before.clientX - event.clientX) * unit, (before.clientY - event.clientY) * unit);
      }
      far += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
      if (far > 5 && !this.svg.hasPointerCapture(event.pointerId)) this.svg.setPointerCapture(event.pointerId);
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      this.svg.addEventListener(end, (event) => {
        if (!this.svg.hasPointerCapture(event.pointerId) || end !== "pointerleave") held.delete(event.pointerId);
      });
    }
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
    this.svg.addEventListener("click", (event) => {
      if (far > 5) event.preventDefault();
      else this.open(event);
    }, true);
  }

  /** A gathering of marks opens by a closer look, as long as that parts it; then its list is shown. */
  open(event) {
    const mark = event.target.closest(".cluster");
    if (!mark) return;
    event.preventDefault();
    const members = mark.dataset.members.split(" ").map((number) => this.rows.get(number));
    const [xs, ys] = ["x", "y"].map((axis) => members.map((row) => +row.dataset[axis]));
    const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
    const apart = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
    if (apart > this.sheet[2] / DEEPEST / 20 && this.scale > 1.01 / DEEPEST) {
      const width = Math.min(this.view[2] / 2, apart * 2.5);
      const tall = (width * this.sheet[3]) / this.sheet[2];
      this.show([middle(xs) - width / 2, middle(ys) - tall / 2, width]);
      this.svg.focus({ preventScroll: true });
    } else members[0].querySelector("a").focus();
  }

  /** Move so that a row's mark can be seen, if it can't. */
  reach({ dataset }) {
    const [x, y, width, height] = this.view;
    const isSeen = dataset.x >= x && dataset.x <= x + width && dataset.y >= y && dataset.y <= y + height;
    if (!isSeen) this.show([dataset.x - width / 2, dataset.y - height / 2, width]);
  }

  follow() {
    const light = (list, isLit) => list.forEach((element) => element?.classList.toggle("is-lit", isLit));
    const rowsOf = (mark) => mark.dataset.members.split(" ").map((number) => this.rows.get(number));
    const markOf = (row) => [...this.marks.querySelectorAll("[data-members]")].filter((mark) =>
      mark.dataset.members.split(" ").includes(row.dataset.number));
    const watch = (root, selector, others) => {
      for (const [name, isLit] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
        root?.addEventListener(name, ({ target }) => {
          const element = target.closest(selector);
          if (!element) return;
          if (name === "focusin" && root !== this.frame) this.reach(element);
          const found = others(element);
          light([element, ...found], isLit);
          if (isLit && root === this.frame) reveal(found[0]);
        });
      }
    };
    // Not on the group of marks: an SVG element that listens for focus becomes a stop of the Tab key.
    watch(this.frame, "[data-members]", rowsOf);
    watch(this.rows.values().next().value?.parentElement, "[data-number]", markOf);
  }
}

/** Scroll a list, and not the page, so that its row can be seen. */
function reveal(row) {
  const list = row?.parentElement;
  if (!list) return;
  const top = row.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + row.offsetHeight > list.scrollTop + list.clientHeight) {
    list.scrollTop = top - list.clientHeight / 3;
  }
}

document.querySelectorAll("[data-map]").forEach((figure) => new Sheet(figure));
