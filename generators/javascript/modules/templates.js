/** Assembly templates (`vadd.{dtype} {d:v}, {a:v}`): taken apart, printed, and what names may stand at their places. */

import { hex } from "./words.js";

const LEXEME = /([\p{L}\p{N}_]+|[^\p{L}\p{N}_\s])(\s*)/gu;
const PLACE = /\{([A-Za-z_]\w*)(?::([A-Za-z_]\w*))?\}/g;

/** A number as assembly writes it. */
export const NUMBER = "-?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9][0-9_]*)";

const escaped = (text) => text.replace(/[$()*+.?[\\\]^{|}/]/g, "\\$&");

/** Names and their values: `names` all of them, `shown` the one to print for each value. */
class Names {
  constructor(pairs, preferred = pairs) {
    this.values = new Map(pairs);
    this.shown = new Map([...preferred].reverse().map(([name, value]) => [value, name]));
    this.longest = Math.max(0, ...[...this.values.keys()].map((name) => name.length));
  }
}

const NOTHING = new Names([]);

/** The register files of a spec: the names of their entries. */
export class Registers {
  constructor(tables) {
    this.files = new Map(Object.entries(tables).map(([name, data]) => [name, Registers.file(data)]));
    this.all = new Set([...this.files.values()].flatMap((file) => [...file.names.values.keys()]));
  }

  static file({ names = [], aliases = {}, entries = {}, sparse = false }) {
    const [plain, others, named] = [
      names.map((name, index) => [name, BigInt(index)]),
      ...[aliases, entries].map((pairs) => Object.entries(pairs).map(([name, index]) => [name, BigInt(index)])),
    ];
    const every = [...new Map([...plain, ...others, ...named])];
    return { names: new Names(every, [...others, ...every]), sparse, dense: plain.length + others.length > 0 };
  }

  /** The other names of the register of this name. */
  synonyms(name) {
    for (const { names, dense } of this.files.values()) {
      const index = names.values.get(name);
      if (dense && index !== undefined) {
        return [...names.values].filter(([other, at]) => at === index && other !== name).map(([other]) => other);
      }
    }
    return [];
  }
}

/** Text that stands as it is, with its spaces; of a register, other names may stand there as well. */
class Literal {
  constructor(text, before, after, same = []) {
    this.text = text;
    this.before = before;
    this.after = after;
    this.same = same;
  }

  get spaced() {
    return (this.before ? " " : "") + this.text + (this.after ? " " : "");
  }
}

/** Where an operand stands: `kind` is number, hex, enum, register, label or address. */
class Place {
  constructor(name, style, field, registers) {
    const file = registers.files.get(style);
    this.name = name;
    this.field = field;
    this.file = file && !file.sparse ? style : "";
    this.names = NOTHING;
    if (file) {
      this.kind = file.sparse ? "hex" : "register";
      this.names = file.names;
    } else if (style || !field?.enum) {
      this.kind = style || "number";
    } else {
      this.kind = "enum";
      this.names = new Names([...field.enum.values]);
    }
  }

  /** Whether a number may stand here. */
  get numeric() {
    return this.kind === "enum" ? this.field.enum.open : this.kind !== "register";
  }

  /** Whether it is written as an address. */
  get far() {
    return this.kind === "label" || this.kind === "address";
  }
}

/** A template: the tokens of its mnemonic, which are glued together, and those of its operands. */
export class Template {
  constructor(text, registers, fields = null) {
    this.head = text.split(/\s/, 1)[0];
    this.commas = text.split(",").length - 1;
    this.mnemonic = [];
    this.operands = [];
    let at = 0;
    for (const found of [...text.matchAll(PLACE), null]) {
      this.literal(text.slice(at, found?.index), at, registers);
      if (found === null) break;
      const place = new Place(found[1], found[2] ?? "", fields?.get(found[1]) ?? null, registers);
      (found.index < this.head.length ? this.mnemonic : this.operands).push(place);
      at = found.index + found[0].length;
    }
    this.places = [...this.mnemonic, ...this.operands].filter((token) => token instanceof Place);
    this.pattern = this.mnemonic.some((token) => token instanceof Place)
      ? new RegExp(`^${this.mnemonic.map(pattern).join("")}$`, "u")
      : null;
  }

  /** Takes in the text between two places. */
  literal(text, offset, registers) {
    const cut = Math.max(Math.min(this.head.length - offset, text.length), 0);
    if (cut) this.mnemonic.push(new Literal(text.slice(0, cut), false, false));
    const rest = text.slice(cut);
    const before = /^\s/u.test(rest) && this.operands.length > 0;
    const found = [...rest.matchAll(LEXEME)];
    if (!found.length && before) this.operands.push(new Literal("", true, false));
    found.forEach(([, word, space], n) => {
      const same = /^\p{L}/u.test(word) ? registers.synonyms(word) : [];
      this.operands.push(new Literal(word, before && n === 0, space !== "", same));
    });
  }

  /** The texts of the mnemonic, numbers by 0 alone; none where there are more than `most`. */
  spellings(most = 256) {
    let made = [""];
    for (const token of this.mnemonic) {
      const names = token instanceof Literal ? [token.text] : [...token.names.values.keys()];
      if (!names.length) names.push("0");
      if (made.length * names.length > most) return [];
      made = made.flatMap((start) => names.map((name) => start + name));
    }
    return made;
  }

  /** The template as a person would write it down: `lw rd, imm(rs1)`. */
  get usage() {
    const word = (token) => (token instanceof Literal ? token.spaced : token.name);
    const operands = this.operands.map(word).join("");
    return this.mnemonic.map((token) => token.text ?? token.name).join("") + (this.operands.length ? ` ${operands}` : "");
  }

  /** The text of an instruction with these operand values, which assembles to the same word at `site`. */
  print(values, site) {
    const part = (token) => (token instanceof Literal ? token.spaced : spell(token, values.get(token.name), site));
    const space = this.operands.length ? " " : "";
    return (this.mnemonic.map(part).join("") + space + this.operands.map(part).join("")).trimEnd();
  }
}

export const isLiteral = (token) => token instanceof Literal;

function pattern(token) {
  if (token instanceof Literal) return escaped(token.text);
  const names = [...token.names.values.keys()].sort((a, b) => b.length - a.length).map(escaped);
  return `(${[...names, ...(token.numeric ? [NUMBER] : [])].join("|")})`;
}

/** The text of one operand; `site` is `{address, unit, name}`: where it stands, and how addresses are called. */
export function spell(place, value, { address = null, unit = 1n, name = () => null } = {}) {
  const shown = place.names.shown.get(value);
  if (shown !== undefined) return shown;
  if (place.kind === "register") return `${place.file}[${value}]`;
  const distance = value * unit;
  if (place.kind === "label") {
    if (address === null || address + distance < 0n) return `.${distance < 0n ? "" : "+"}${distance}`;
    return name(address + distance) ?? hex(address + distance);
  }
  if (place.kind === "address") return value < 0n ? String(distance) : name(distance) ?? hex(distance);
  return place.kind === "hex" ? hex(value) : String(value);
}
