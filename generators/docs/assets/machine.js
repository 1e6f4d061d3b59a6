/* The engine of a spec in a page: the generated C as WebAssembly, driven through its manifest.

   const machine = await instantiate(await WebAssembly.compile(bytes), manifest);
   machine.load(image, 0n); machine.run(100); machine.state("x").raw; machine.memory("ram").read(0n, 16);

   Addresses, pcs and figures of results are BigInt. A module keeps one machine: `reset` makes another one of it. */

const REASONS = ["exited", "fault", "limit", "deadlock", "stopped", "ended", "untimed"];
const FIGURES = [
  "reason", "steps", "exit_low", "exit_high", "instance", "processor", "unit", "pc", "fault", "carries", "value_low",
  "value_high", "line", "decoded", "operand",
];
const BEFORE_WORD = 17; // figures of a result, tick and next among them
const WAITING = ["processor", "pc", "kind", "number", "index", "amount", "condition", "engines"];
const PAGE = 4096n; // bytes of a memory that are kept together
const HANDLED = 0, OWN = 1; // what the engine is told about a host function

/** Bytes of an element as the engine holds it. */
export const cellOf = (type) => Math.max(8, 1 << Math.ceil(Math.log2(type.width))) / 8;

const whole = (low, high, width = 128, signed = true) => {
  const bits = BigInt.asUintN(128, low | (high << 64n));
  return signed ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits);
};

/** A machine at reset, of a compiled module; `input` are the bytes that programs read. Throws where there is no room. */
export async function instantiate(module, manifest, input) {
  const machine = new Machine(module, manifest, input);
  await machine.reset();
  return machine;
}

export class Machine {
  #module;
  #input;
  #read = 0;
  #engine;

  /** Before it is reset, there is nothing in it. */
  constructor(module, manifest, input = new Uint8Array()) {
    this.#module = module;
    this.#input = input;
    this.manifest = manifest;
  }

  /** State and memories as at reset; nothing is loaded, traced or written. */
  async reset() {
    this.#read = 0;
    this.traced = [];
    this.output = [];
    const host = {
      call: (instance, number, given) => this.#call(number, given),
      write: (file, place, size) => void this.output.push(...new Uint8Array(this.#bytes, place, size)),
      read: () => (this.#read < this.#input.length ? this.#input[this.#read++] : -1),
    };
    const instance = await WebAssembly.instantiate(this.#module, { host });
    this.#engine = instance.exports;
    if (!this.#engine.create()) throw new Error("the machine is too large for this page");
  }

  get #bytes() {
    return this.#engine.memory.buffer; // another one whenever it has grown
  }

  /** Bytes that the page has given the machine. */
  get held() {
    return this.#bytes.byteLength;
  }

  #call(number, given) {
    if (this.manifest.functions[number].name !== "trace") return OWN;
    const [low, high] = new BigUint64Array(this.#bytes, given, 2);
    this.traced.push(whole(low, high));
    return HANDLED;
  }

  // -- programs ------------------------------------------------------------------------------------------------------

  /** Puts an image into a processor's memory and starts it there, or at `entry`; in every instance, where none is named. */
  load(bytes, address, { processor = 0, instance = null, entry = address } = {}) {
    const { memory, unit } = this.manifest.processors[processor];
    const all = instance === null ? [...Array(this.manifest.instances).keys()] : [instance];
    for (const one of all) {
      this.#memory(memory, one).write(address, bytes);
      this.#engine.start(one, processor, entry / BigInt(unit));
    }
  }

  /** Runs until all instances exit, a fault, a deadlock or so many instructions. */
  run(steps, { adversarial = false, seed = 0n } = {}) {
    return this.#result(this.#engine.run(BigInt(steps), adversarial ? 1 : 0, BigInt(seed)));
  }

  /** Runs until a processor has executed an instruction: others go on while it waits. */
  step({ processor = 0, instance = 0, steps = 1_000_000 } = {}) {
    return this.#result(this.#engine.step(BigInt(steps), instance, processor));
  }

  /** Runs until a processor is at one of these pcs, after an instruction at least. */
  runTo(stops, steps, { processor = 0, instance = 0 } = {}) {
    const place = this.#engine.room(8 * stops.length || 8);
    new BigUint64Array(this.#bytes, place, stops.length).set(stops);
    return this.#result(this.#engine.run_to(BigInt(steps), instance, processor, place, stops.length));
  }

  /** Executes the instruction at a pc as if nothing else were on its way. */
  execute(pc, { processor = 0, instance = 0 } = {}) {
    return this.#result(this.#engine.execute(instance, processor, pc));
  }

  #result(place) {
    const read = new DataView(this.#bytes, place);
    const told = Object.fromEntries(FIGURES.map((name, i) => [name, read.getBigUint64(8 * i, true)]));
    const result = { reason: REASONS[Number(told.reason)], steps: told.steps };
    if (result.reason === "exited") result.code = whole(told.exit_low, told.exit_high);
    if (result.reason === "fault") result.fault = this.#fault(told, place + 8 * BEFORE_WORD);
    return result;
  }

  #fault(told, word) {
    const { processors, engines, faults, word_bytes } = this.manifest;
    const kind = faults[Number(told.fault)], unit = Number(told.unit);
    return {
      name: kind.name,
      code: kind.code,
      value: told.carries && kind.width ? whole(told.value_low, told.value_high, kind.width, kind.signed) : null,
      pc: told.pc,
      instance: Number(told.instance),
      unit: [...processors, ...engines][unit].name,
      operand: Number(BigInt.asIntN(64, told.operand)),
      line: Number(told.line),
      word: told.decoded ? new Uint8Array(this.#bytes.slice(word, word + word_bytes)) : null,
    };
  }

  // -- looking in ----------------------------------------------------------------------------------------------------

  /** Where a processor of an instance goes on. */
  pc(processor = 0, instance = 0) {
    const state = this.state(this.manifest.processors[processor].counter, instance);
    return BigInt.asUintN(64, BigInt(state.raw[0]));
  }

  /** A state: what the manifest says of it, `type`, and `raw`, its elements' bits in row-major order, where they lie. */
  state(name, instance = 0) {
    const number = this.manifest.states.findIndex((one) => one.name === name);
    const one = this.manifest.states[number], type = this.manifest.types[one.type];
    const cell = cellOf(type), place = this.#engine.state(instance, number);
    const Kind = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array, 16: BigUint64Array }[cell];
    return { ...one, type, cell, raw: new Kind(this.#bytes, place, one.count * (cell === 16 ? 2 : 1)) };
  }

  /** The bits of an element of a state. */
  element(name, place, instance = 0) {
    const { raw, cell, type } = this.state(name, instance);
    const bits = cell === 16 ? raw[2 * place] | (raw[2 * place + 1] << 64n) : BigInt(raw[place]);
    return BigInt.asUintN(type.width, bits);
  }

  /** Sets an element's bits; a constant one stays what it is. */
  setElement(name, place, bits, instance = 0) {
    const { raw, cell, type, constant } = this.state(name, instance);
    if (constant?.includes(place)) return;
    const value = type.signed && type.kind === "integer" ? BigInt.asIntN(type.width, bits) : BigInt.asUintN(type.width, bits);
    if (cell === 16) {
      raw[2 * place] = BigInt.asUintN(64, value);
      raw[2 * place + 1] = BigInt.asUintN(64, value >> 64n);
    } else raw[place] = cell === 8 ? BigInt.asUintN(64, value) : Number(BigInt.asUintN(8 * cell, value));
  }

  /** A memory by its name: `read(address, size)` and `write(address, bytes)`, which throw RangeError beside it. */
  memory(name, instance = 0) {
    return this.#memory(this.manifest.memories.findIndex((one) => one.name === name), instance);
  }

  #memory(number, instance) {
    const { name } = this.manifest.memories[number];
    const copied = (done) => {
      if (done !== 0) throw new RangeError(`not all of these bytes are inside ${name}`);
    };
    return {
      read: (address, size) => {
        const place = this.#engine.room(size);
        copied(this.#engine.read_memory(instance, number, address, place, size));
        return new Uint8Array(this.#bytes.slice(place, place + size));
      },
      write: (address, bytes) => {
        const place = this.#engine.room(bytes.length);
        new Uint8Array(this.#bytes, place, bytes.length).set(bytes);
        copied(this.#engine.write_memory(instance, number, address, place, bytes.length));
      },
    };
  }

  /** Where memories were written since this was asked last: `{name, instance, from, to}`, the end not included. */
  written() {
    const room = 4096, buffer = this.#engine.room(8 * room);
    const used = this.#engine.written(buffer, room);
    const pages = new BigUint64Array(this.#bytes, buffer, used).slice().map((place) => BigInt.asUintN(64, place)).sort();
    const found = [];
    for (const place of pages) {
      const one = this.#home(place);
      const last = found.at(-1);
      if (last && last.name === one.name && last.instance === one.instance && last.to === one.from) last.to = one.to;
      else found.push(one);
    }
    return found;
  }

  /** The memory that a page belongs to. Windows show bytes of others, and come behind them. */
  #home(place) {
    const { memories, instances } = this.manifest;
    for (const [number, { name, base, size, window }] of memories.entries())
      for (let instance = 0; instance < (window ? 0 : instances); instance++) {
        const offset = place - BigInt.asUintN(64, this.#engine.place(instance, number)), whole = BigInt(size);
        if (offset < 0n || offset >= whole) continue;
        const end = offset + PAGE < whole ? offset + PAGE : whole;
        return { name, instance, from: BigInt(base) + offset, to: BigInt(base) + end };
      }
    return { name: "", instance: 0, from: place, to: place + PAGE };
  }

  /** The counts of a semaphore by its number, where they lie. */
  counts(semaphore, instance = 0) {
    const { count } = this.manifest.semaphores[semaphore];
    return new BigUint64Array(this.#bytes, this.#engine.counts(instance, semaphore), count);
  }

  /** The pcs of the instructions in an engine's queue, the next one first. */
  queue(engine, instance = 0) {
    const used = this.#engine.queued(instance, engine);
    return Array.from({ length: used }, (_, place) => this.#engine.queued_pc(instance, engine, place));
  }

  exited(instance = 0) {
    return this.#engine.exited(instance) !== 0;
  }

  /** After a deadlock: each unit that waits, how many of its instructions do, and in words for what. */
  waits() {
    const { instances, processors, engines, word_bytes } = this.manifest;
    const names = [...processors, ...engines].map((one) => one.name), found = [];
    for (let instance = 0; instance < instances; instance++)
      names.forEach((unit, number) => {
        const behind = this.#engine.waits(instance, number);
        if (!behind) return;
        const place = this.#engine.waiting(), text = place + 8 * WAITING.length + word_bytes + instances;
        const bytes = new Uint8Array(this.#bytes, text, 256 + 8 * instances);
        const pc = new DataView(this.#bytes, place).getBigUint64(8 * WAITING.indexOf("pc"), true);
        const words = new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
        found.push({ instance, unit, behind, pc, words });
      });
    return found;
  }
}
