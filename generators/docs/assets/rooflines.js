/* Rooflines with sliders: what a step of a workload takes on a chip, recomputed by the formulas of the performance model;
   of a spec without workloads, its peaks and memories. The page's drawing and tables stand where the data cannot be had: without scripts, from a file, in print. */
import { Formulas } from "./formulas.js";
import { drawnCurve, drawnRoofline } from "./rooflinechart.js";
import { Model } from "./rooflinemodel.js";
import { count, figure, element, plain } from "./rooflinewords.js";

const SIZES = { batch: ["Batch", 1024], context: ["Sequence length", 131072] };
const MOVED = { "levels.0.bandwidth": ["Bandwidth", "B/s", 4], clock: ["Clock", "Hz", 2], units: ["Units", "", 3] };

const place = document.querySelector("[data-rooflines]");
const folder = new URL(`${place.dataset.rooflines}/`, document.baseURI);
const fetched = async (name) => (await fetch(new URL(`${name}.json`, folder))).json();

class Page {
  #steps = new Map();
  turn = 0; // counts what is shown, so that what takes longer ends when something else is

  constructor(index) {
    this.model = new Model(index);
    this.state = this.#read(new URLSearchParams(location.hash.slice(1)));
    this.controls = element("form", { class: "sg-controls", "aria-label": "What is computed" });
    this.controls.addEventListener("submit", (event) => event.preventDefault());
    this.said = element("p", { class: "sg-said", role: "status" });
    this.facts = element("dl", { class: "sg-facts" });
    this.chart = drawing("Roofline");
    this.curve = drawing("Rate");
    this.table = element("div", { class: "sg-grid", tabindex: "0", role: "region", "aria-label": "What the drawing shows" });
    place.append(this.controls, this.said, this.facts, this.chart, ...(this.workload ? [this.curve] : []), this.table);
    addEventListener("hashchange", () => {
      if (!location.hash.includes("=")) return; // an anchor
      this.state = this.#read(new URLSearchParams(location.hash.slice(1)));
      this.#control();
    });
    this.#control();
  }

  get workload() {
    return this.model.index.workloads.find((one) => one.name === this.state.workload);
  }

  get chip() {
    return this.model.chip(this.state.chip);
  }

  /* What the address says, as far as there is such a thing. */
  #read(given) {
    const { workloads } = this.model.index;
    const workload = workloads.find((one) => one.name === given.get("workload")) ?? workloads[0];
    const chip = this.model.chip(given.get("chip")) ?? this.model.chip(this.#usual(workload?.name));
    const positive = (name) => (Number(given.get(name)) > 0 ? Number(given.get(name)) : undefined);
    const format = workload?.formats.includes(given.get("weights")) ? given.get("weights") : "";
    const chosen = (one) => (one.values.includes(given.get(one.name)) ? given.get(one.name) : one.value);
    return {
      workload: workload?.name,
      chip: chip.name,
      format,
      sizes: Object.fromEntries(
        Object.entries(workload?.sizes ?? {}).map(([name, own]) => [name, Math.round(positive(name) ?? own) || own]),
      ),
      values: chip.choices.map(chosen),
      set: Object.fromEntries(chip.moved.map((path) => [path, positive(path)]).filter(([, one]) => one)),
    };
  }

  #usual(workload) {
    const { limits, chips } = this.model.index;
    const variant = limits.find((one) => one.workload === workload)?.variant;
    return (chips.find((one) => variant && one.variant === variant) ?? chips[0]).name;
  }

  /* The address of the state: what differs from what is stated. */
  #written() {
    const { workload, chip, state } = this;
    const said = new URLSearchParams({ ...(workload && { workload: workload.name }), chip: chip.name });
    if (state.format) said.set("weights", state.format);
    for (const [name, one] of Object.entries(state.sizes)) if (one !== workload.sizes[name]) said.set(name, one);
    chip.choices.forEach((one, n) => state.values[n] !== one.value && said.set(one.name, state.values[n]));
    for (const [path, one] of Object.entries(state.set)) said.set(path, one);
    return `#${said}`;
  }

  #control() {
    const { workload, chip, state } = this;
    const { workloads, chips } = this.model.index;
    const focused = document.activeElement?.id;
    const named = (several) => several.map((one) => [one.name, one.name]);
    const ofWorkload = workload && [
      this.#select("Workload", named(workloads), workload.name, (name) => {
        this.state = this.#read(new URLSearchParams({ workload: name }));
      }),
      this.#select("Weights", workload.formats.map((one) => [one, one || "as stated"]), state.format, (form) => {
        this.state.format = form;
      }),
    ];
    this.controls.replaceChildren(
      ...(ofWorkload ?? []),
      this.#select("Chip", named(chips), chip.name, (name) => {
        this.state = { ...this.state, ...this.#chipOnly(name) };
      }),
      ...chip.choices.map((one, n) => this.#choice(one, n)),
      ...chip.moved.map((path) => this.#number(chip, path)),
      ...Object.entries(state.sizes).map(([name, value]) => this.#size(name, value)),
      this.#again(),
    );
    document.getElementById(focused)?.focus();
    this.show();
  }

  #chipOnly(name) {
    const found = this.#read(new URLSearchParams({ ...this.#kept(), chip: name }));
    return { chip: found.chip, values: found.values, set: found.set };
  }

  #kept() {
    return this.workload ? { workload: this.workload.name } : {};
  }

  #labelled(name, control, shown) {
    const id = `sg-at-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
    control.id = id;
    const label = element("label", { for: id }, name);
    return element("div", {}, label, control, ...(shown ? [shown] : []));
  }

  #select(name, options, value, change) {
    const select = element("select");
    for (const [key, text] of options) select.append(new Option(text, key, false, key === value));
    select.addEventListener("change", () => {
      change(select.value);
      this.#control();
    });
    return this.#labelled(name, select);
  }

  #slider(name, stops, value, shown, change) {
    const slider = element("input", { type: "range", min: 0, max: stops.length - 1, step: 1 });
    const output = element("output");
    const say = () => {
      output.textContent = shown(stops[slider.value]);
      slider.setAttribute("aria-valuetext", output.textContent);
    };
    slider.value = stops.indexOf(value);
    slider.addEventListener("input", () => {
      change(stops[slider.value]);
      say();
      this.show();
    });
    say();
    return this.#labelled(name, slider, output);
  }

  /* A parameter of the spec: with another design, other numbers are what the other sliders start from. */
  #choice(one, n) {
    const made = this.#slider(one.name, one.values, this.state.values[n], String, (value) => {
      this.state.values[n] = value;
    });
    made.title = one.summary;
    made.addEventListener("change", () => this.#control());
    return made;
  }

  #size(name, value) {
    const [label, most] = SIZES[name];
    return this.#slider(label, stops(powersTo(most), this.workload.sizes[name], value), value, count, (to) => {
      this.state.sizes[name] = to;
    });
  }

  #number(chip, path) {
    const [label, unit, octaves] = MOVED[path];
    const own = { ...chip.numbers, ...chip.designs[this.state.values.join(",")] }[path];
    const each = path === "units" ? 1 : 4;
    const around = Array.from({ length: 2 * octaves * each + 1 }, (_, n) => own * 2 ** (n / each - octaves));
    const offered = path === "units" ? around.filter(Number.isInteger) : around.map((one) => Number(one.toPrecision(3)));
    const name = path.startsWith("levels") ? `${label} of ${chip.levels[0]}` : label;
    const now = this.state.set[path] ?? own;
    return this.#slider(name, stops(offered, own, now), now, (one) => figure(one, unit), (to) => {
      if (to === own) delete this.state.set[path];
      else this.state.set[path] = to;
    });
  }

  #again() {
    const button = element("button", { type: "button", class: "md-button" }, "As stated");
    button.addEventListener("click", () => {
      this.state = this.#read(new URLSearchParams({ ...this.#kept(), chip: this.state.chip }));
      this.#control();
    });
    return element("div", {}, button);
  }

  async #formulas() {
    if (!this.workload) return undefined;
    const { name } = this.workload;
    if (!this.#steps.has(name)) this.#steps.set(name, fetched(`steps/${name}`).then((data) => new Formulas(data)));
    return this.#steps.get(name);
  }

  async show() {
    const { state, workload, chip } = this;
    const turn = (this.turn += 1);
    const formulas = await this.#formulas();
    if (turn !== this.turn || workload !== this.workload) return;
    try {
      history.replaceState(null, "", this.#written());
    } catch {
      // some browsers keep the address of a file as it is
    }
    clearTimeout(this.later);
    const numbers = this.model.numbers(chip, state.values, state.set);
    if (!numbers || (formulas && !formulas.results[chip.shape])) {
      this.said.textContent = `${chip.name} has no such design, or nothing that joins as many chips.`;
      return;
    }
    if (!formulas) {
      this.#peaks(numbers);
      return;
    }
    const at = [formulas, chip, numbers, state.format];
    const step = this.model.step(...at, state.sizes);
    const { time, rate } = this.model.banded(...at, state.sizes);
    this.#tell(numbers, step, time, rate);
    for (const part of [() => this.#draw(numbers, step), () => this.#tabulate(step)]) {
      if (!(await this.#still(turn))) return;
      part();
    }
    this.later = setTimeout(() => this.#follow(at, turn), this.curve.childElementCount ? 120 : 0);
  }

  /* Lets the browser answer in between; whether nothing else is to be shown since. */
  async #still(turn) {
    await new Promise((done) => setTimeout(done));
    return turn === this.turn;
  }

  #draw(numbers, step) {
    const { chip } = this;
    const words = `Shaded: what the numbers behind a line leave open.${step ? " The area of a point is its share of the time." : ""}`;
    this.chart.replaceChildren(
      drawnRoofline({ chip, numbers, step, limits: limitsOf(chip) }),
      element("figcaption", {}, words),
    );
  }

  /* The rate over the batch, or the first size that there is, where a slider rests. */
  async #follow(at, turn) {
    const { state, workload, chip } = this;
    const [name] = Object.keys(state.sizes);
    if (!name) return;
    const [size, most] = SIZES[name];
    const curve = [];
    for (const value of stops(powersTo(most), workload.sizes[name], state.sizes[name])) {
      curve.push({ at: value, ...this.model.banded(...at, { ...state.sizes, [name]: value }).rate });
      if (!(await this.#still(turn))) return;
    }
    const makes = `${workload.makes} per second`;
    const wanted = this.model.index.limits
      .filter((one) => one.workload === workload.name && one.variant === chip.variant && one.metric === "rate")
      .map((one) => one.at_least ?? one.at_most);
    const label = `${makes} over the ${size.toLowerCase()}`;
    this.curve.replaceChildren(
      drawnCurve({ label, size, makes, curve, now: state.sizes[name], wanted: [...new Set(wanted)] }),
      element("figcaption", {}, `${label[0].toUpperCase()}${label.slice(1)}, all else as it is set.`),
    );
  }

  /* A chip by itself: its peaks, and where they meet its memories. */
  #peaks(numbers) {
    const { chip } = this;
    const known = chip.levels.map((name, n) => [name, numbers[`levels.${n}.bandwidth`]]).filter(([, rate]) => Number.isFinite(rate));
    this.said.textContent = `${chip.name}: ${known.map(([name, rate]) => `${name} delivers ${figure(rate, "B/s")}`).join(", ")}.`;
    this.facts.replaceChildren();
    this.#draw(numbers, undefined);
    const heads = ["Peak", "Operations per second", ...known.map(([name]) => `Ridge of ${name}`)];
    this.#fill(
      heads,
      chip.own.map((one) => {
        const peak = numbers[`peaks.${one}`];
        return [chip.computes[one], figure(peak, "op/s"), ...known.map(([, rate]) => `${plain(peak / rate)} op/B`)];
      }),
    );
  }

  #tell(numbers, step, time, rate) {
    const { workload, chip } = this;
    const limits = limitsOf(chip);
    const longest = limits[step.busy.indexOf(Math.max(...step.busy))];
    const makes = `${workload.makes} per second`;
    const band = (one, of) => `${of(one.value)} (${of(one.low)} to ${of(one.high)})`;
    const seconds = (value) => figure(value, "s");
    const facts = [
      ["Time per step", band(time, seconds)],
      [makes[0].toUpperCase() + makes.slice(1), band(rate, count)],
      ["Waits most for", longest],
      ["Band rests on", time.drivers.slice(0, 2).map((one) => `${one.name.replace(/^levels\./, "")} (${one.why})`).join(", ") || "exact numbers"],
    ];
    if (step.memory !== null) facts.push(["Memory", this.#memory(step.memory, numbers["levels.0.size"])]);
    for (const one of this.model.index.limits) {
      if (one.workload === workload.name && one.variant === chip.variant)
        facts.push([`Target ${one.name}`, standing(one, one.metric === "time" ? time : rate, makes)]);
    }
    this.facts.replaceChildren(
      ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
    );
    this.said.textContent = `${workload.name} on ${chip.name}: ${seconds(time.value)} per step, ${count(rate.value)} ${makes}; it waits most for ${longest}.`;
  }

  #memory(needed, size) {
    const words = `${figure(needed, "B")} of ${figure(size, "B")} in ${this.chip.levels[0]}`;
    return needed <= size ? words : `${words}: does not fit`;
  }

  #tabulate(step) {
    const { chip } = this;
    const limits = limitsOf(chip);
    const heads = ["Operator", "Times", "Computed in", "Operations", "Bytes", "Operations per byte", "Time", "Share", "Bound by"];
    const rows = step.operators.map((one) => {
      const [moved] = one.bytes;
      return [
        one.name,
        count(one.times),
        (one.operations && chip.computes[one.computes]) || "",
        figure(one.operations, "op"),
        figure(moved, "B"),
        moved > 0 ? plain(one.operations / moved) : "",
        figure(one.total, "s"),
        `${((100 * one.total) / step.time).toFixed(1)} %`,
        limits[one.limit],
      ];
    });
    this.#fill(heads, rows);
  }

  #fill(heads, rows) {
    const cells = (row) => row.map((text, n) => (n ? element("td", {}, text) : element("th", { scope: "row" }, text)));
    this.table.replaceChildren(
      element(
        "table",
        { class: "sg-table" },
        element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)))),
        element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells(row)))),
      ),
    );
  }
}

const limitsOf = (chip) => ["compute", ...chip.levels, "network"];

/* A place for a drawing, which scrolls where the page is narrow. */
const drawing = (label) => element("figure", { class: "sg-chart", role: "group", "aria-label": label, tabindex: "0" });

/* The stops of a slider: those offered, with what is stated and what is set among them. */
const stops = (offered, ...others) => [...new Set([...offered, ...others])].sort((a, b) => a - b);

const powersTo = (most) => Array.from({ length: Math.log2(most) + 1 }, (_, n) => 2 ** n);

/* Whether a target is met, also at the worse end of the band. */
const standing = (limit, found, makes) => {
  const least = limit.at_least !== null;
  const wanted = least ? limit.at_least : limit.at_most;
  const words = limit.metric === "time" ? figure(wanted, "s") : `${count(wanted)} ${makes}`;
  const holds = (value) => (least ? value >= wanted : value <= wanted);
  const met = !holds(found.value) ? "missed" : holds(least ? found.low : found.high) ? "met" : "at risk";
  return `${met}: ${least ? "at least" : "at most"} ${words}`;
};

try {
  new Page(await fetched("index"));
  for (let one = place.nextElementSibling; one && one.tagName !== "H2"; one = one.nextElementSibling)
    one.classList.add("sg-static");
} catch (error) {
  if (!(error instanceof TypeError)) throw error; // what cannot be fetched leaves the page as it is
}
