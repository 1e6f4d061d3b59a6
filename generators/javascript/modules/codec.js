/**
 * Machine code and assembly of one spec, in both directions, by the tables that were generated for a variant of it.
 *
 *     import { load } from "./codec.js";
 *     const codec = await load(new URL("tables.json", import.meta.url));
 *     codec.decode("0x00b50533").text;            // "add a0, a0, a1"
 *     codec.encode("add a0, a0, a1");             // 0x00b50533n
 *     codec.assemble("loop: j loop").bytes;       // Uint8Array
 *
 * Numbers of the machine (words, values, addresses) are BigInts; counts of bytes, lines and columns are Numbers.
 */

import { Assembler } from "./assembler.js";
import { Enum, Format, Instruction } from "./encoding.js";
import { Registers, Template, spell } from "./templates.js";

export { EncodingError } from "./encoding.js";

/** The codec by the tables at an address. */
export async function load(address, processor) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  return new Codec(await response.json(), processor);
}

/** What decodes, encodes and assembles for one processor of a variant, by default its first. */
export class Codec {
  constructor(tables, processor = Object.keys(tables.processors)[0]) {
    this.tables = tables;
    this.processor = processor;
    const own = tables.processors[processor];
    this.bigEndian = own.endianness === "big";
    this.granule = own.granule / 8;
    this.unit = BigInt(own.unit);
    this.reset = BigInt(own.reset);
    this.padding = own.padding ?? [];
    this.registers = new Registers(tables.registers);
    const enums = new Map(entries(tables.enums, (name, data) => new Enum(name, data)));
    const formats = new Map(entries(tables.formats, (name, data) => new Format(name, data, enums)));
    const every = new Map(Object.entries(tables.instructions));
    const names = own.instructions ?? [...every.keys()];
    this.instructions = new Map(names.map((name) => [name, new Instruction(name, every.get(name), formats)]));
    for (const one of this.instructions.values()) {
      one.template = new Template(one.assembly, this.registers, one.format.fields);
    }
    this.longest = Math.max(0, ...[...this.instructions.values()].map((one) => one.length));
    this.byMask = groups([...(own.first ?? []).map((name) => this.instructions.get(name)), ...this.instructions.values()]);
  }

  /**
   * What a word is, or null where it is no instruction: `{name, operands, fields, text, length, word}`.
   *
   * A word is a BigInt or digits (`"0x13"`); bytes are as they stand in memory, and others may follow them.
   */
  decode(code) {
    const bytes = code instanceof Uint8Array;
    const word = bytes ? this.fromMemory(code.subarray(0, this.longest)) : BigInt(code);
    const one = this.find(word);
    if (one === null || (bytes ? one.length > code.length : word > one.ones)) return null;
    return this.told(one, word & one.ones);
  }

  /** The instruction that a word is or begins with, or null. */
  find(word) {
    let best = null;
    for (const [mask, byValue] of this.byMask) {
      for (const found of byValue.get(word & mask) ?? []) {
        if ((best === null || found.rank < best.rank) && found.one.takes(word)) best = found;
      }
    }
    return best?.one ?? null;
  }

  told(one, word) {
    const values = one.values(word);
    const operands = Object.create(null);
    for (const [name, value] of values) operands[name] = value;
    const places = new Map(one.template.places.map((place) => [place.name, place]));
    const fields = [...one.format.fields.values()].map((field) => {
      const raw = field.extract(word);
      const kind = field.reserved !== null ? "reserved" : one.fixed.has(field.name) ? "fixed" : "operand";
      const value = field.value(raw);
      const place = places.get(field.name);
      const text = kind === "operand" && place ? spell(place, value, { unit: this.unit }) : String(value);
      return { name: field.name, kind, bits: field.pieces, raw, value, text };
    });
    const text = one.template.print(values, { unit: this.unit });
    return { name: one.name, operands, fields, text, length: one.length, word };
  }

  /** The word of a line of assembly, or of all that it expands to, the first in the low bits. Throws AssemblyError. */
  encode(text, address = 0n) {
    const { bytes, errors } = this.assemble(text, address);
    if (errors.length) throw new AssemblyError(errors);
    return this.fromMemory(bytes);
  }

  /** The word of an instruction by its name and operands' values (of enums, also names). Throws EncodingError. */
  encodeOperands(name, operands) {
    const one = this.instructions.get(name);
    if (one === undefined) throw new Error(`there is no instruction ${name}`);
    return one.encode(new Map(Object.entries(operands)));
  }

  /**
   * The program of a source text for address `base`, by default that of a leading `.org`, or where the processor starts:
   * `{bytes, base, entry, lines, symbols, labels, errors}`; where there are errors, what is told of the rest is of no use.
   */
  assemble(source, base = null) {
    this.assembler ??= new Assembler(this);
    return this.assembler.assemble(source, base === null ? null : BigInt(base));
  }

  /** The word that bytes in memory make: granules from the low bits on, each in the memory's byte order. */
  fromMemory(bytes) {
    let word = 0n;
    bytes.forEach((byte, at) => {
      word |= BigInt(byte) << BigInt(8 * this.swapped(at, bytes.length));
    });
    return word;
  }

  /** The bytes that hold a word in memory. */
  toMemory(word, length) {
    return Uint8Array.from({ length }, (_, at) => Number((word >> BigInt(8 * this.swapped(at, length))) & 255n));
  }

  /** Which byte of a word, from the low end, stands at an offset in memory. */
  swapped(at, length) {
    if (!this.bigEndian) return at;
    const start = at - (at % Math.max(this.granule, 1));
    return start + Math.min(this.granule, length - start) - 1 - (at - start);
  }
}

/** A line of assembly that is wrong; `errors` say all that is, as `assemble` does. */
export class AssemblyError extends Error {
  constructor(errors) {
    super(errors[0].message);
    this.errors = errors;
  }
}

const entries = (data, make) => Object.entries(data).map(([name, one]) => [name, make(name, one)]);

/** Instructions by their fixed bits; where words are of several, that of the least rank has them. */
function groups(instructions) {
  const byMask = new Map();
  [...new Set(instructions)].forEach((one, rank) => {
    const byValue = byMask.get(one.mask) ?? byMask.set(one.mask, new Map()).get(one.mask);
    const found = byValue.get(one.match) ?? byValue.set(one.match, []).get(one.match);
    found.push({ one, rank });
  });
  return [...byMask];
}
