/* What comments of a program put into a machine before it runs:

   # set x[5] = 0x10          # set 2/ram@0x100:u32[2] = 1 -2          # fill ram@0x200:f32[4,4] = random 7 */

import { bitsOf } from "./values.js";

const LINE = /^\s*(?:#|;|\/\/)\s*(set|fill)\s+(?:(\d+)\/)?([A-Za-z_]\w*)(?:@(\w+))?(?::(\w+))?((?:\[[\d\s,]*\])*)\s*=\s*(\S.*?)\s*$/;
const MOST = 1 << 24; // elements

/** The settings in a source, in order: `{line, fill, instance, name, address, type, index, text}`. */
export function settings(source) {
  const found = [];
  source.split("\n").forEach((text, i) => {
    const match = LINE.exec(text);
    if (match === null) return;
    const [, verb, instance, name, address, type, index, value] = match;
    const numbers = (index.match(/\d+/g) ?? []).map(Number);
    found.push({ line: i + 1, fill: verb === "fill", instance, name, address, type, index: numbers, text: value });
  });
  return found;
}

/** Applies settings to a machine; what is wrong with some, in words. */
export function apply(machine, all) {
  const wrong = [];
  for (const one of all) {
    try {
      set(machine, one);
    } catch (error) {
      wrong.push(`line ${one.line}: ${error.message}`);
    }
  }
  return wrong;
}

function set(machine, one) {
  const { manifest } = machine, count = manifest.instances;
  const instances = one.instance === undefined ? [...Array(count).keys()] : [Number(one.instance)];
  if (instances.some((i) => i >= count)) throw new Error(`there is no instance ${one.instance}`);
  const state = manifest.states.find(({ name }) => name === one.name);
  const memory = manifest.memories.find(({ name }) => name === one.name);
  if (state !== undefined) for (const i of instances) setState(machine, state, one, i);
  else if (memory !== undefined) for (const i of instances) setMemory(machine, memory, one, i);
  else throw new Error(`no state or memory is called ${one.name}`);
}

function setState(machine, state, { fill, index, text }, instance) {
  const type = machine.manifest.types[state.type];
  const first = index.reduce((place, at, i) => place * state.shape[i] + at, 0);
  const all = index.length < state.shape.length;
  if (!all && index.some((at, i) => !(at < state.shape[i]))) throw new Error(`${state.name} has no such element`);
  const bits = values(type, text, fill, all ? state.count : 1);
  if ((all ? 0 : first) + bits.length > state.count) throw new Error(`${state.name} has ${state.count} elements`);
  bits.forEach((one, i) => machine.setElement(state.name, (all ? 0 : first) + i, one, instance));
}

function setMemory(machine, memory, { fill, address = memory.base, type: name = "u8", index, text }, instance) {
  const { types } = machine.manifest;
  if (!Object.hasOwn(types, name)) throw new Error(`no type is called ${name}`);
  const type = types[name];
  if (type.width % 8) throw new Error(`${name} is no whole number of bytes`);
  const bits = values(type, text, fill, index.reduce((product, n) => product * n, 1));
  const size = type.width / 8, bytes = new Uint8Array(bits.length * size);
  bits.forEach((one, i) => {
    for (let k = 0; k < size; k++) {
      const place = memory.endianness === "little" ? k : size - 1 - k;
      bytes[i * size + place] = Number((one >> BigInt(8 * k)) & 0xffn);
    }
  });
  machine.memory(memory.name, instance).write(number(String(address).replaceAll("_", "")), bytes);
}

const number = (text) => {
  try {
    return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
  } catch {
    throw new Error(`${text} is no number`);
  }
};

/** The bits of as many elements as a fill has, or as are written. */
function values(type, text, fill, count) {
  if (count > MOST) throw new Error(`more than ${MOST} elements`);
  if (!fill) {
    const written = text.split(/[\s,]+/).map((one) => bitsFrom(type, one));
    return written;
  }
  const [how, seed = "1"] = text.split(/\s+/);
  if (how === "ramp") return Array.from({ length: count }, (_, i) => bitsOf(type, i));
  if (how === "random") return drawn(type, Number(number(seed)), count);
  return Array(count).fill(bitsFrom(type, how));
}

function bitsFrom(type, text) {
  if (type.kind === "integer" || /^0x/i.test(text)) return BigInt.asUintN(type.width, number(text.replaceAll("_", "")));
  if (text === "" || Number.isNaN(Number(text))) throw new Error(`${text} is no number`);
  return bitsOf(type, Number(text));
}

/** Numbers from -1 to 1, or any integers of the type: Marsaglia's xorshift (Xorshift RNGs, 2003), 32 bits. */
function drawn(type, seed, count) {
  let state = (seed >>> 0) * 2654435761 + 1 >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const one = () => {
    if (type.kind !== "integer") return bitsOf(type, (next() / 2 ** 31) - 1);
    return BigInt.asUintN(type.width, (BigInt(next()) << 32n) | BigInt(next()));
  };
  return Array.from({ length: count }, one);
}
