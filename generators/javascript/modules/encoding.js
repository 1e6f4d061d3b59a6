/** Fields and instructions: operand values out of a word, and a word from operand values. All numbers are BigInts. */

import { nearest, shownSome } from "./words.js";

/** The number whose low `width` bits are all set. */
export const ones = (width) => (1n << BigInt(width)) - 1n;

/** Operands that no word of an instruction holds; `operand` is the wrong one where it is one. */
export class EncodingError extends Error {
  constructor(message, operand = null, hint = null) {
    super(message);
    this.operand = operand;
    this.hint = hint;
  }
}

/** The names of a field's values. */
export class Enum {
  constructor(name, { members, open = false }) {
    this.name = name;
    this.open = open;
    this.values = new Map(Object.entries(members).map(([member, value]) => [member, BigInt(value)]));
    this.names = new Map([...this.values].reverse().map(([member, value]) => [value, member]));
  }
}

/** A field: its pieces from the most significant on; its value is what they hold, times `scale`, plus `bias`. */
class Field {
  constructor(name, data, enums) {
    const { bits, signed = false, scale = 1, bias = 0, enum: of, reserved = null } =
      typeof data === "string" ? { bits: data } : data;
    this.name = name;
    this.pieces = bits.split(" ").map((piece) => {
      const [high, low = high] = piece.split(":").map(Number);
      return { high, low };
    });
    this.width = this.pieces.reduce((sum, { high, low }) => sum + high - low + 1, 0);
    this.signed = signed;
    this.scale = BigInt(scale);
    this.bias = BigInt(bias);
    this.enum = of === undefined ? null : enums.get(of);
    this.reserved = reserved;
    this.mask = this.place(ones(this.width));
    const half = 1n << BigInt(this.width - 1);
    const ends = [signed ? -half : 0n, signed ? half - 1n : 2n * half - 1n];
    const values = ends.map((end) => end * this.scale + this.bias);
    [this.low, this.high] = this.scale > 0n ? values : values.reverse();
  }

  /** The word with raw bits at this field's pieces, and zero elsewhere. */
  place(raw) {
    let word = 0n;
    let below = this.width;
    for (const { high, low } of this.pieces) {
      below -= high - low + 1;
      word |= ((raw >> BigInt(below)) & ones(high - low + 1)) << BigInt(low);
    }
    return word;
  }

  /** The raw bits in a word. */
  extract(word) {
    let raw = 0n;
    for (const { high, low } of this.pieces) {
      raw = (raw << BigInt(high - low + 1)) | ((word >> BigInt(low)) & ones(high - low + 1));
    }
    return raw;
  }

  /** The value of raw bits. */
  value(raw) {
    return (this.signed ? BigInt.asIntN(this.width, raw) : raw) * this.scale + this.bias;
  }

  /** The raw bits for a value. Throws EncodingError. */
  raw(value) {
    const scaled = value - this.bias;
    if (value < this.low || value > this.high) {
      throw new EncodingError(`${this.name}: ${value} is not within ${this.low} to ${this.high}`, this.name);
    }
    if (scaled % this.scale !== 0n) {
      const step = this.scale < 0n ? -this.scale : this.scale;
      const after = this.bias === 0n ? "" : ` plus ${this.bias}`;
      throw new EncodingError(`${this.name}: ${value} is not a multiple of ${step}${after}`, this.name);
    }
    if (!this.allows(value)) throw new EncodingError(`${this.name}: ${value} is ${this.noMember()}`, this.name);
    return BigInt.asUintN(this.width, scaled / this.scale);
  }

  /** Whether an enum has the value, if it has all that are legal. */
  allows(value) {
    return this.enum === null || this.enum.open || this.enum.names.has(value);
  }

  /** The value of an enum's member by name. Throws EncodingError. */
  member(name) {
    const value = this.enum?.values.get(name);
    if (value === undefined) {
      const hint = this.enum === null ? null : nearest(name, this.enum.values.keys());
      throw new EncodingError(`${this.name}: '${name}' is ${this.noMember()}`, this.name, hint);
    }
    return value;
  }

  noMember() {
    if (this.enum === null) return "no number";
    return `not in ${this.enum.name}: ${shownSome([...this.enum.values.keys()])}`;
  }
}

/** An instruction format: its width in bits, and its fields by name. */
export class Format {
  constructor(name, { width, fields }, enums) {
    this.name = name;
    this.width = width;
    this.fields = new Map(Object.entries(fields).map(([field, data]) => [field, new Field(field, data, enums)]));
  }
}

const COMPARISONS = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** What holds for every word of an instruction: a field compared with another, or with numbers. */
class Constraint {
  constructor([text, left, sign, right], format) {
    this.text = text;
    this.left = format.fields.get(left);
    this.sign = sign;
    this.right = Array.isArray(right) ? right.map(BigInt) : format.fields.get(right);
  }

  values(word) {
    const compared = Array.isArray(this.right) ? [this.left] : [this.left, this.right];
    return compared.map((field) => field.value(field.extract(word)));
  }

  holds(word) {
    const [left, right = this.right[0]] = this.values(word);
    return this.sign === "in" ? this.right.includes(left) : COMPARISONS[this.sign](left, right);
  }
}

/** One instruction: which words it has, and their operands. */
export class Instruction {
  constructor(name, [format, encoding, assembly, constraints = []], formats) {
    this.name = name;
    this.format = formats.get(format);
    this.assembly = assembly;
    this.length = this.format.width / 8;
    this.ones = ones(this.format.width);
    this.fixed = new Map(Object.entries(encoding).map(([field, raw]) => [field, BigInt(raw)]));
    const fields = [...this.format.fields.values()];
    this.operands = fields.filter((field) => field.reserved === null && !this.fixed.has(field.name));
    this.mask = 0n;
    this.match = 0n;
    for (const field of fields) {
      if (this.fixed.has(field.name) || field.reserved === "zero") this.mask |= field.mask;
      this.match |= field.place(this.fixed.get(field.name) ?? 0n);
    }
    this.closed = this.operands.filter((field) => field.enum !== null && !field.enum.open);
    this.constraints = constraints.map((constraint) => new Constraint(constraint, this.format));
  }

  /** Whether a word with the fixed bits of this instruction is one of its words. */
  takes(word) {
    return (
      this.closed.every((field) => field.allows(field.value(field.extract(word)))) &&
      this.constraints.every((constraint) => constraint.holds(word))
    );
  }

  /** The operands' values in a word, by name. */
  values(word) {
    return new Map(this.operands.map((field) => [field.name, field.value(field.extract(word))]));
  }

  /** The word with these operand values: BigInts, numbers, or names of an enum's members. Throws EncodingError. */
  encode(values) {
    let word = this.match;
    for (const [name, given] of values) {
      const field = this.operands.find((one) => one.name === name);
      if (field === undefined) {
        const hint = nearest(name, this.operands.map((one) => one.name));
        throw new EncodingError(`${this.name} has no operand ${name}`, name, hint);
      }
      word |= field.place(field.raw(typeof given === "string" ? field.member(given) : BigInt(given)));
    }
    const missing = this.operands.find((field) => !values.has(field.name));
    if (missing) throw new EncodingError(`${this.name} lacks operand ${missing.name}`, missing.name);
    const broken = this.constraints.find((constraint) => !constraint.holds(word));
    if (broken) {
      throw new EncodingError(`${broken.text} does not hold for ${broken.values(word).join(", ")}`, broken.left.name);
    }
    return word;
  }
}
