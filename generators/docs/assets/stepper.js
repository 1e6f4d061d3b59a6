/* Steps programs on the engine in this page. What is stepped, and how far it has come, stands in the address that is shared. */

import { load } from "./codec/codec.js";
import { Listing } from "./listing.js";
import { Machine } from "./machine.js";
import { packed, unpacked } from "./packing.js";
import { MemoryView, Tiles, element, queues, registers, semaphores, snapshot } from "./panels.js";
import { apply, settings } from "./setup.js";
import { hex } from "./values.js";

const page = document.getElementById("sg-step");
const MOST = 20_000_000; // instructions that an address makes the page run
const AWHILE = 100; // milliseconds after which a run lets the page be drawn and Stop be pressed
const here = (name) => new URL(name, import.meta.url);
const json = async (name) => (await fetch(here(name))).json();

const spelled = (count) => `${count.toLocaleString("en")} instruction${count === 1n || count === 1 ? "" : "s"}`;

class Stepper {
  constructor(links, kernels) {
    this.links = links;
    this.kernels = kernels;
    this.engines = new Map();
    this.decimal = false;
    this.instance = 0;
    this.#build();
  }

  // -- what stands on the page -----------------------------------------------------------------------------------------

  #build() {
    const variants = page.dataset.variants.split(",");
    const select = (id, label, options) => {
      const made = element("select", { id }, ...options);
      return { made, labelled: element("span", {}, element("label", { htmlFor: id, textContent: label }), " ", made) };
    };
    const kernel = select("sg-step-kernel", "Program", [new Option("your own", ""), ...this.kernels.map(({ name }) => new Option(name, name))]);
    const variant = select("sg-step-variant", "Variant", variants.map((name) => new Option(name, name)));
    const instance = select("sg-step-instance", "Instance", []);
    [this.kernel, this.variant, this.which, this.whichLabel] = [kernel.made, variant.made, instance.made, instance.labelled];
    variant.labelled.hidden = variants.length === 1;

    const button = (words, key, act) => {
      const made = element("button", { type: "button", onclick: act }, words, " ", element("kbd", { textContent: key }));
      made.setAttribute("aria-keyshortcuts", key);
      return made;
    };
    this.acts = { s: () => this.step(), o: () => this.over(), r: () => (this.going ? this.stop() : this.run()), x: () => this.back(), b: () => this.listing.toggle() };
    this.buttons = [button("Step", "s", this.acts.s), button("Over", "o", this.acts.o), button("Run", "r", this.acts.r), button("Back to start", "x", this.acts.x)];
    const share = element("button", { type: "button", textContent: "Copy link", onclick: () => this.share() });
    const style = element("button", { type: "button", textContent: "Decimal", onclick: () => this.#restyle(style) });
    style.setAttribute("aria-pressed", "false");

    this.text = element("textarea", { id: "sg-step-source", rows: 14, spellcheck: false, autocomplete: "off" });
    this.problems = element("ul", { className: "sg-step-problems" });
    const use = element("button", { type: "button", textContent: "Assemble", onclick: () => this.assemble() });
    this.editor = element("details", {}, element("summary", { textContent: "Edit the program" }), element("label", { htmlFor: "sg-step-source", textContent: "Assembly" }), this.text, use);
    this.said = element("p", { className: "sg-step-said" });
    this.said.setAttribute("role", "status");
    this.listing = new Listing(() => this.#remember());
    this.heard = element("div", { className: "sg-heard" });
    this.panels = element("div", { className: "sg-panels" });
    const choose = element("div", { className: "sg-bar" }, kernel.labelled, variant.labelled, instance.labelled);
    const control = element("div", { className: "sg-bar" }, ...this.buttons, style, share);
    const left = element("div", { className: "sg-left" }, this.listing.made, this.heard);
    page.replaceChildren(choose, control, this.said, this.problems, element("div", { className: "sg-split" }, left, this.panels), this.editor);

    this.kernel.addEventListener("change", () => this.choose());
    this.variant.addEventListener("change", () => this.assemble());
    this.which.addEventListener("change", () => this.follow());
    page.addEventListener("keydown", (event) => this.#key(event));
  }

  #restyle(button) {
    this.decimal = !this.decimal;
    button.setAttribute("aria-pressed", String(this.decimal));
    this.show();
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const act = this.acts[event.key] ?? this.listing.keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the theme has keys of its own
    act();
  }

  // -- the program -----------------------------------------------------------------------------------------------------

  /** Begins with what the address asks for, else with the first program. */
  async begin() {
    this.asked = new URLSearchParams(location.hash.slice(1));
    const variant = this.asked.get("variant");
    if (page.dataset.variants.split(",").includes(variant)) this.variant.value = variant;
    const code = this.asked.get("code");
    if (code !== null) {
      this.kernel.value = "";
      this.text.value = await unpacked(code);
    } else {
      const asked = this.kernels.find(({ name }) => name === this.asked.get("kernel")) ?? this.kernels[0];
      this.kernel.value = asked?.name ?? "";
      this.text.value = asked?.source ?? "";
    }
    this.editor.open = this.text.value === "";
    this.#suit();
    await this.assemble();
    const breaks = (this.asked.get("breaks") ?? "").split(",").filter(Boolean).map(Number);
    this.listing.setBreaks(breaks);
    const steps = Number(this.asked.get("steps") ?? 0) + (this.asked.has("end") ? 1 : 0);
    if (steps > 0 && this.machine) this.#go([], Math.min(Math.trunc(steps), MOST));
  }

  /** Takes a variant that the program is for. */
  #suit() {
    const own = this.kernels.find(({ name }) => name === this.kernel.value);
    if (own && !own.variants.includes(this.variant.value)) this.variant.value = own.variants[0];
  }

  async choose() {
    this.text.value = this.kernels.find(({ name }) => name === this.kernel.value)?.source ?? "";
    this.editor.open = this.kernel.value === "";
    this.listing.setBreaks([]);
    this.#suit();
    await this.assemble();
  }

  /** Assembles what stands in the editor and loads it into a machine at reset. */
  async assemble() {
    const own = this.kernels.find(({ name }) => name === this.kernel.value);
    if (own && own.source !== this.text.value) this.kernel.value = "";
    this.#rest();
    const { codec, module, manifest } = await this.#engine(this.variant.value);
    const program = codec.assemble(this.text.value);
    this.problems.replaceChildren(...program.errors.map(({ line, column, message, hint }) =>
      element("li", { textContent: `line ${line}, column ${column}: ${message}${hint ? `; ${hint}` : ""}` })));
    if (program.errors.length) {
      this.machine = null;
      this.editor.open = true;
      return this.#enable(false, "This does not assemble.");
    }
    this.program = program;
    this.codec = codec;
    this.which.replaceChildren(...Array.from({ length: manifest.instances }, (_, i) => new Option(i, i)));
    this.instance = 0;
    this.whichLabel.hidden = manifest.instances === 1;
    this.machine = new Machine(module, manifest);
    this.unit = BigInt(manifest.processors[0].unit);
    this.listing.load(program, this.text.value, this.unit, codec);
    this.tiles = new Tiles(this.machine, this.links);
    this.memory = new MemoryView(this.machine, this.links, () => this.memory.show(this.machine, this.instance));
    await this.back();
  }

  async #engine(variant) {
    if (!this.engines.has(variant)) {
      const [codec, manifest, module] = await Promise.all([
        load(here(`codec/tables.${variant}.json`)),
        json(`engine/${variant}.json`),
        fetch(here(`engine/${variant}.wasm`)).then((found) => found.arrayBuffer()).then((bytes) => WebAssembly.compile(bytes)),
      ]);
      this.engines.set(variant, { codec, manifest, module });
    }
    return this.engines.get(variant);
  }

  // -- running ---------------------------------------------------------------------------------------------------------

  async back() {
    if (!this.machine) return;
    this.#rest();
    try {
      await this.machine.reset();
      this.machine.load(this.program.bytes, this.program.base, { entry: this.program.entry });
    } catch (error) {
      this.machine = null;
      this.problems.replaceChildren(element("li", { textContent: error.message }));
      return this.#enable(false, "This cannot be loaded.");
    }
    this.steps = 0n;
    const wrong = apply(this.machine, settings(this.text.value));
    this.problems.replaceChildren(...wrong.map((words) => element("li", { textContent: words })));
    this.#enable(true, "At the start.");
    this.machine.written();
    this.memory.offer([], 0);
    this.before = snapshot(this.machine, this.instance);
    this.show();
  }

  step() {
    if (this.#ready()) this.#after(this.machine.step({ instance: this.instance }));
  }

  /** On to what follows the instruction in the listing, or to a breakpoint before that. */
  over() {
    if (!this.#ready()) return;
    const pc = this.machine.pc(0, this.instance), next = this.listing.after(pc);
    this.#go(next === null ? this.listing.stops() : [...this.listing.stops(), next]);
  }

  run() {
    if (this.#ready()) this.#go(this.listing.stops());
  }

  stop() {
    this.going.stopped = true;
  }

  /** Runs to one of these pcs, to the end, for so many instructions, or until Stop is pressed: by and by, so that it can be. */
  async #go(stops, most = Infinity) {
    const { machine, instance } = this, going = { stopped: false };
    let done = 0n, few = 1024, left = most, drawn = performance.now();
    this.going = going;
    for (;;) {
      const asked = Math.min(few, left), began = performance.now();
      const result = machine.runTo(stops, asked, { instance });
      [done, left] = [done + result.steps, left - asked];
      const there = result.reason !== "limit" || result.steps < BigInt(asked) || stops.includes(machine.pc(0, instance));
      if (there || left <= 0 || going.stopped) {
        this.#rest();
        return this.#after({ ...result, steps: done });
      }
      const now = performance.now();
      if (now - began < AWHILE / 4) few *= 2;
      if (now - drawn < AWHILE) continue;
      this.#busy(true);
      await new Promise((resume) => setTimeout(resume));
      if (this.going !== going) return undefined; // something else was begun meanwhile
      drawn = performance.now();
    }
  }

  /** Nothing goes on by itself any more. */
  #rest() {
    this.going = null;
    this.#busy(false);
  }

  #busy(busy) {
    if (page.ariaBusy === String(busy)) return;
    page.ariaBusy = String(busy);
    this.buttons[2].firstChild.data = busy ? "Stop" : "Run";
    if (busy) this.said.replaceChildren("It runs.");
  }

  follow() {
    this.instance = Number(this.which.value);
    this.before = snapshot(this.machine, this.instance);
    this.show();
  }

  #ready() {
    if (!this.machine || this.ended || this.going) return false;
    this.before = snapshot(this.machine, this.instance);
    return true;
  }

  #enable(able, words) {
    this.ended = !able;
    for (const button of this.buttons.slice(0, 3)) button.disabled = !able;
    this.buttons[3].disabled = !this.machine;
    this.said.replaceChildren(words);
  }

  #after(result) {
    this.steps += result.steps;
    this.memory.offer(this.machine.written(), this.instance);
    const done = result.reason === "limit", told = `After ${spelled(this.steps)}: `;
    this.#enable(done, "");
    this.said.replaceChildren(told, ...(done ? this.#goesOn() : this.#ended(result)));
    this.show();
    this.#remember();
  }

  #goesOn() {
    const pc = this.machine.pc(0, this.instance), line = this.listing.lineOf(pc);
    const at = `at ${hex(pc * this.unit, 32)}${line ? `, line ${line}` : ""}`;
    return [this.listing.isStop(pc) ? `breakpoint ${at}.` : `${at}.`];
  }

  /** Why nothing goes on, in words. */
  #ended({ reason, code, fault }) {
    if (reason === "exited") return [`exited with ${code}.`];
    if (reason === "fault") return this.#faulted(fault);
    if (reason !== "deadlock") return [`${reason}.`];
    const waiting = this.machine.waits().map(({ instance, unit, behind, pc, words }) =>
      element("li", { textContent: `${this.#who(instance, unit)}${behind > 1 ? `, with ${behind - 1} more behind` : ""}, at ${hex(pc * this.unit, 32)}: ${words}` }));
    return ["a deadlock: nothing can go on.", element("ul", {}, ...waiting)];
  }

  #who(instance, unit) {
    return this.machine.manifest.instances > 1 ? `${unit} of instance ${instance}` : unit;
  }

  #faulted({ name, value, pc, instance, unit, operand, word }) {
    const { faults, tiles } = this.machine.manifest;
    const address = this.links.faults[name], summary = faults.find((one) => one.name === name).summary;
    const link = address ? element("a", { href: address, textContent: name }) : element("code", { textContent: name });
    const decoded = word === null ? null : this.codec.decode(word);
    const tile = decoded && tiles[decoded.name]?.[operand], line = this.listing.lineOf(pc);
    const where = `${decoded ? ` by ${decoded.text}` : ""} at ${hex(pc * this.unit, 32)}${line ? `, line ${line}` : ""}, on ${this.#who(instance, unit)}`;
    return ["fault ", link, `${value === null ? "" : ` (${hex(value, 128).replace(/^0x0+(?=.)/, "0x")})`}${where}${tile ? `, operand ${tile}` : ""}. ${summary}`];
  }

  // -- looking ---------------------------------------------------------------------------------------------------------

  show() {
    if (!this.machine) return;
    const { machine, instance, links } = this;
    this.listing.mark(machine.pc(0, instance), machine.exited(instance));
    const shown = (pc) => this.listing.textAt(pc);
    this.panels.replaceChildren(
      ...registers(machine, instance, this.before, links, this.decimal),
      ...semaphores(machine, instance, links),
      ...queues(machine, instance, links, shown),
      ...this.tiles.made,
      this.memory.made,
    );
    this.tiles.show(machine, instance, this.before);
    this.memory.show(machine, instance);
    const traced = machine.traced.map(String).join("\n"), output = new TextDecoder().decode(new Uint8Array(machine.output));
    const heard = [["Traced", traced], ["Output", output]].filter(([, words]) => words);
    this.heard.replaceChildren(...heard.flatMap(([name, words]) => [element("h2", { textContent: name }), element("pre", { textContent: words })]));
  }

  // -- sharing ---------------------------------------------------------------------------------------------------------

  async #remember() {
    const state = new URLSearchParams();
    if (this.kernel.value) state.set("kernel", this.kernel.value);
    else state.set("code", await packed(this.text.value));
    if (this.variant.selectedIndex > 0) state.set("variant", this.variant.value);
    const breaks = this.listing.breaks();
    if (breaks.length) state.set("breaks", breaks.join(","));
    if (this.steps > 0n && this.steps <= BigInt(MOST)) state.set("steps", String(this.steps));
    if (this.ended) state.set("end", "1");
    history.replaceState(null, "", `#${state}`);
  }

  async share() {
    await this.#remember();
    try {
      await navigator.clipboard.writeText(location.href);
      this.said.append(" The link is copied.");
    } catch {
      this.said.append(" The link is in the address bar.");
    }
  }
}

async function start() {
  const [links, kernels] = await Promise.all([json("engine/links.json"), json("engine/kernels.json")]);
  const stepper = new Stepper(links, kernels);
  await stepper.begin();
  addEventListener("hashchange", () => stepper.begin());
  document.getElementById("sg-step-static").hidden = true;
}

if (page) {
  try {
    await start();
  } catch (error) {
    page.replaceChildren(element("p", { textContent: `Nothing runs here: ${error.message}.` }));
  }
  page.hidden = false;
}
