/* What there is to see of a machine: registers, heat grids of tiles, semaphores, queues, memory; and what changed. */

import { hex, text, value } from "./values.js";

export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const FEW = 64; // elements of a state that are shown one by one
const BYTES = 16, ROWS = 16; // of the memory's table

const linked = (name, address) =>
  address ? element("a", { href: address, textContent: name }) : document.createTextNode(name);

function panel(name, address, ...parts) {
  return element("section", { className: "sg-panel" }, element("h2", {}, linked(name, address)), ...parts);
}

/** A copy of what a state holds, to see later what changed. */
export const snapshot = (machine, instance) =>
  new Map(machine.manifest.states.map(({ name }) => [name, machine.state(name, instance).raw.slice()]));

const bitsAt = ({ raw, cell, type }, place) =>
  BigInt.asUintN(type.width, cell === 16 ? raw[2 * place] | (raw[2 * place + 1] << 64n) : BigInt(raw[place]));

const isChanged = ({ raw, cell }, before, place) =>
  cell === 16 ? raw[2 * place] !== before[2 * place] || raw[2 * place + 1] !== before[2 * place + 1] : raw[place] !== before[place];

/** States of few elements, by name: values in hexadecimal or as numbers, those that changed marked. */
export function registers(machine, instance, before, links, decimal) {
  const panels = [];
  for (const { name, count, role } of machine.manifest.states) {
    if (count > FEW || role === "program_counter") continue;
    const state = machine.state(name, instance), cells = [];
    for (let place = 0; place < count; place++) {
      const bits = bitsAt(state, place), changed = isChanged(state, before.get(name), place);
      const shown = decimal || state.type.kind !== "integer" ? text(state.type, bits) : hex(bits, state.type.width);
      const label = state.names?.[place] ?? (state.shape.length ? `${place}` : name);
      const cell = element("div", { className: changed ? "sg-cell sg-step-changed" : "sg-cell" });
      cell.append(element("dt", { textContent: label }), element("dd", { textContent: shown }));
      cell.title = `${text(state.type, bits)}, ${hex(bits, state.type.width)}${changed ? ", changed" : ""}`;
      cells.push(cell);
    }
    panels.push(panel(name, links.state[name], element("dl", { className: "sg-cells" }, ...cells)));
  }
  return panels;
}

// -- tiles -------------------------------------------------------------------------------------------------------------

/** The states of many elements, each as a grid of colours: below 0 blue, above orange, the stronger the greater. */
export class Tiles {
  constructor(machine, links) {
    this.grids = machine.manifest.states.filter(({ count, view_of }) => count > FEW && !view_of).map((one) => new Grid(one, links));
    this.made = this.grids.map((grid) => grid.made);
  }

  show(machine, instance, before) {
    for (const grid of this.grids) grid.show(machine.state(grid.name, instance), before.get(grid.name));
  }
}

class Grid {
  constructor({ name, shape, count, type }, links) {
    this.name = name;
    this.type = type;
    this.shape = shape;
    [this.rows, this.columns] = shape.length > 1 ? shape.slice(-2) : [Math.ceil(count / 32), 32];
    this.size = shape.length > 1 ? this.rows * this.columns : count;
    this.layers = count / this.size;
    this.layer = 0;
    this.at = 0;
    this.canvas = element("canvas", { tabIndex: 0, width: this.columns, height: this.rows });
    this.canvas.setAttribute("role", "img");
    this.told = element("output", { className: "sg-told" });
    this.choice = this.#choice();
    this.about = element("p", { className: "sg-about" });
    this.made = panel(name, links.state[name], this.canvas, this.told);
    const head = element("div", { className: "sg-bar" }, ...(this.layers > 1 ? [this.choice] : []), this.about);
    head.prepend(this.made.firstChild);
    this.made.prepend(head);
    this.canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.canvas.addEventListener("focus", () => this.#tell());
    this.canvas.addEventListener("keydown", (event) => this.#move(event));
  }

  #choice() {
    const made = element("select", {}, ...Array.from({ length: this.layers }, (_, i) => new Option(this.#label(i), i)));
    made.setAttribute("aria-label", `Which of ${this.name}`);
    made.addEventListener("change", () => {
      this.layer = Number(made.value);
      this.#draw();
    });
    return made;
  }

  /** The name of a layer, or of an element of it: `acc[1][2, 3]`. */
  #label(layer, place = null) {
    const outer = this.shape.slice(0, -2).reduceRight(([rest, found], n) => [Math.floor(rest / n), [rest % n, ...found]], [layer, []])[1];
    const inner = place === null ? [] : this.shape.length > 1 ? [Math.floor(place / this.columns), place % this.columns] : [place];
    return `${this.name}[${[...outer, ...inner].join(", ")}]`;
  }

  show(state, before) {
    this.state = state;
    this.before = before;
    if (this.layers > 1) this.#follow();
    this.#draw();
  }

  /** Goes to a layer that has changed, unless the one that is shown has. */
  #follow() {
    const has = (layer) => {
      for (let i = layer * this.size; i < (layer + 1) * this.size; i++) if (isChanged(this.state, this.before, i)) return true;
      return false;
    };
    if (has(this.layer)) return;
    const found = Array.from({ length: this.layers }, (_, layer) => layer).find(has);
    if (found === undefined) return;
    this.layer = found;
    this.choice.value = String(found);
  }

  #draw() {
    const { state, size, layer } = this, first = layer * size;
    const numbers = numbersOf(state, first, size);
    let [least, most, finite, changed] = [Infinity, -Infinity, 0, 0];
    numbers.forEach((number, i) => {
      changed += isChanged(state, this.before, first + i);
      if (!Number.isFinite(number)) return;
      finite++;
      if (number < least) least = number;
      if (number > most) most = number;
    });
    const empty = finite === size && least === 0 && most === 0;
    const span = empty ? "all 0" : finite ? `from ${short(least)} to ${short(most)}` : "no finite number";
    const other = finite < size ? `, ${size - finite} not finite` : "";
    const news = changed ? `; ${changed === 1 ? "1 has" : `${changed.toLocaleString("en")} have`} changed` : "";
    this.about.textContent = `${this.shape.join(" × ")} ${this.type}, ${span}${other}${news}`;
    this.about.classList.toggle("sg-step-changed", changed > 0);
    this.canvas.hidden = this.told.hidden = empty;
    if (empty) return;
    const scale = Math.max(Math.abs(least), Math.abs(most)) || 1, pixels = new ImageData(this.columns, this.rows);
    numbers.forEach((number, i) => pixels.data.set(colour(number, scale), 4 * i));
    this.canvas.getContext("2d").putImageData(pixels, 0, 0);
    this.canvas.setAttribute("aria-label", `${this.#label(layer)}: ${this.about.textContent}. Arrow keys read an element.`);
    if (document.activeElement === this.canvas) this.#tell();
  }

  #point(event) {
    const box = this.canvas.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * this.columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * this.rows);
    this.at = clamp(row, this.rows) * this.columns + clamp(column, this.columns);
    this.#tell();
  }

  #move(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.at + by >= 0 && this.at + by < this.size) this.at += by;
    this.#tell();
  }

  #tell() {
    if (!this.state || this.at >= this.size) return;
    const bits = bitsAt(this.state, this.layer * this.size + this.at);
    this.told.textContent = `${this.#label(this.layer, this.at)} = ${text(this.state.type, bits)} (${hex(bits, this.state.type.width)})`;
  }
}

const clamp = (at, count) => Math.max(0, Math.min(count - 1, at));
const short = (number) => String(Number(number.toPrecision(4)));

const tables = new Map(); // the numbers of all codes of a short type

/** Elements of a state as Numbers; integers of more than 53 bits are rounded. */
function numbersOf(state, first, size) {
  const { type, raw, cell } = state;
  if (type.kind === "float" && (cell === 4 || cell === 8) && type.width === 8 * cell)
    return new (cell === 4 ? Float32Array : Float64Array)(raw.buffer, raw.byteOffset + first * cell, size);
  if (type.width > 16) return Array.from({ length: size }, (_, i) => Number(value(type, bitsAt(state, first + i))));
  const key = JSON.stringify(type);
  if (!tables.has(key)) tables.set(key, Float64Array.from({ length: 2 ** type.width }, (_, code) => Number(value(type, BigInt(code)))));
  const table = tables.get(key), mask = 2 ** type.width - 1;
  return Float64Array.from({ length: size }, (_, i) => table[raw[first + i] & mask]);
}

/** Red, green, blue and opacity: of NaN and infinities purple. */
function colour(number, scale) {
  if (!Number.isFinite(number)) return [147, 51, 234, 255];
  const strength = Math.sqrt(Math.abs(number) / scale);
  return [...(number < 0 ? [37, 99, 235] : [234, 88, 12]), Math.round(255 * (number === 0 ? 0 : 0.12 + 0.88 * strength))];
}

// -- semaphores and queues ---------------------------------------------------------------------------------------------

export function semaphores(machine, instance, links) {
  const rows = machine.manifest.semaphores.map(({ name, most }, number) => {
    const counts = [...machine.counts(number, instance)].map((count, i) =>
      element("span", { className: count ? "sg-count sg-some" : "sg-count", textContent: String(count), title: `${name}[${i}], ${most} at most` }));
    return element("tr", {}, element("th", { scope: "row" }, linked(name, links.semaphores[name])), element("td", {}, ...counts));
  });
  return rows.length ? [panel("Semaphores", "", element("table", { className: "sg-plain" }, element("tbody", {}, ...rows)))] : [];
}

/** Queues of engines; `shown` gives the text of an instruction by its pc. */
export function queues(machine, instance, links, shown) {
  const rows = machine.manifest.engines.map(({ name, depth }, number) => {
    const held = machine.queue(number, instance);
    const listed = held.map((pc) => element("li", {}, element("code", { textContent: shown(pc) })));
    return element(
      "tr", {},
      element("th", { scope: "row" }, linked(name, links.engines[name])),
      element("td", { textContent: `${held.length} of ${depth}` }),
      element("td", {}, ...(listed.length ? [element("ol", {}, ...listed)] : [])),
    );
  });
  return rows.length ? [panel("Queues", "", element("table", { className: "sg-plain" }, element("tbody", {}, ...rows)))] : [];
}

// -- memory ------------------------------------------------------------------------------------------------------------

/** Some bytes of a memory as numbers of a type. */
export class MemoryView {
  #before = new Map();

  constructor(machine, links, redraw) {
    const { memories, types } = machine.manifest;
    const whole = Object.keys(types).filter((name) => types[name].width % 8 === 0 && types[name].width <= 64);
    this.memory = element("select", { id: "sg-step-memory" }, ...memories.map(({ name }) => new Option(name, name)));
    this.type = element("select", { id: "sg-step-memory-type" }, ...whole.map((name) => new Option(name, name)));
    this.address = element("input", { id: "sg-step-memory-address", value: `0x${BigInt(memories[0]?.base ?? 0).toString(16)}`, spellcheck: false, autocomplete: "off" });
    this.type.value = whole.includes("u32") ? "u32" : whole[0];
    this.table = element("div", { className: "sg-step-bytes", tabIndex: 0 });
    this.table.setAttribute("role", "region");
    this.table.setAttribute("aria-label", "Bytes");
    const labelled = (words, control) => element("span", {}, element("label", { htmlFor: control.id, textContent: words }), " ", control);
    const bar = element("div", { className: "sg-bar" }, labelled("Memory", this.memory), labelled("Address", this.address), labelled("Type", this.type));
    this.news = element("p", { className: "sg-bar sg-news" });
    this.redraw = redraw;
    this.made = panel("Memory", "", bar, this.news, this.table);
    this.memory.addEventListener("change", () => {
      this.address.value = `0x${BigInt(memories.find(({ name }) => name === this.memory.value).base).toString(16)}`;
      redraw();
    });
    for (const control of [this.address, this.type]) control.addEventListener("change", redraw);
  }

  show(machine, instance) {
    const type = machine.manifest.types[this.type.value];
    const memory = machine.manifest.memories.find(({ name }) => name === this.memory.value);
    if (memory === undefined) return;
    try {
      const first = BigInt(this.address.value.trim().replaceAll("_", ""));
      const left = BigInt(memory.base) + BigInt(memory.size) - first;
      const size = Number(left < BYTES * ROWS ? left : BigInt(BYTES * ROWS));
      const bytes = machine.memory(memory.name, instance).read(first, Math.max(size, 0));
      this.address.removeAttribute("aria-invalid");
      this.table.replaceChildren(this.#rows(bytes, first, type, memory, instance));
    } catch {
      this.address.setAttribute("aria-invalid", "true");
      this.table.textContent = `${memory.name} has no bytes there: it begins at 0x${BigInt(memory.base).toString(16)} and holds ${memory.size}`;
    }
  }

  /** Offers where memories were written just now. */
  offer(written, instance) {
    const own = written.filter((one) => one.instance === instance || one.instance === 0).slice(0, 8);
    const buttons = own.map(({ name, from, to }) => {
      const act = () => {
        this.memory.value = name;
        this.address.value = `0x${from.toString(16)}`;
        this.redraw();
      };
      return element("button", { type: "button", onclick: act, textContent: `${name} 0x${from.toString(16)} to 0x${(to - 1n).toString(16)}` });
    });
    this.news.replaceChildren(...(buttons.length ? ["Written around: ", ...buttons] : []));
  }

  #rows(bytes, first, type, memory, instance) {
    const key = `${memory.name} ${first} ${instance}`, before = this.#before.get(key) ?? bytes;
    this.#before = new Map([[key, bytes]]);
    const size = type.width / 8, rows = [];
    for (let at = 0; at + size <= bytes.length; at += BYTES) {
      const cells = [];
      for (let i = at; i < Math.min(at + BYTES, bytes.length - size + 1); i += size) {
        const own = bytes.slice(i, i + size), ordered = memory.endianness === "little" ? own.slice().reverse() : own;
        const bits = ordered.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
        const changed = own.some((byte, k) => byte !== before[i + k]);
        const shown = type.kind === "integer" && !type.signed ? hex(bits, type.width).slice(2) : text(type, bits);
        cells.push(element("td", { className: changed ? "sg-step-changed" : "", textContent: shown }));
      }
      rows.push(element("tr", {}, element("th", { scope: "row", textContent: (first + BigInt(at)).toString(16) }), ...cells));
    }
    return element("table", { className: "sg-plain" }, element("tbody", {}, ...rows));
  }
}
