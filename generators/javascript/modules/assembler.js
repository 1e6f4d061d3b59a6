/** Assembly text to machine code: reads, lays out, and emits a file. */

import { Wrong, evaluate } from "./expressions.js";
import { Instruction } from "./encoding.js";
import { Resolver, addressed } from "./resolver.js";
import { EQUATES, IGNORED, SECTIONS, TEXT, code, directive, firstWord, inOrder, label } from "./statements.js";
import { operands, sectionOf, statements, symbol } from "./statements.js";
import { Symbols } from "./symbols.js";
import { nearest } from "./words.js";

/** Bytes of an image, and findings after which the rest of a file is not looked at. */
const [MOST_BYTES, MOST_FINDINGS] = [1 << 26, 200];
/** Rounds in which addresses must settle, and rounds after which no choice of an expansion goes back. */
const [MOST_ROUNDS, FREE_ROUNDS] = [64, 8];

const DIRECTIVES = { rule: "asm-directive" };

/** Assembles for one codec; what it learns of templates serves every file. */
export class Assembler {
  constructor(codec) {
    this.codec = codec;
    this.resolver = new Resolver(codec);
  }

  /** See `Codec.assemble`. */
  assemble(source, base) {
    const unit = new Unit(source, this.codec, this.resolver);
    unit.read();
    const start = base ?? unit.origin();
    const nothing = { bytes: new Uint8Array(), base: start, entry: start, lines: [], symbols: new Map(), labels: [] };
    const made = !unit.hopeless && unit.settle(start) ? unit.emit(start) : nothing;
    return { ...made, errors: unit.findings() };
  }
}

/** One file while it is assembled: its items as written, their order in the image, its symbols, and what is wrong with it. */
class Unit {
  constructor(source, codec, resolver) {
    Object.assign(this, { source, codec, resolver, items: [], order: [], entry: null, found: new Map() });
    this.starts = [0, ...[...source.matchAll(/\n/g)].map((end) => end.index + 1)];
    this.symbols = new Symbols(this.items, codec, resolver.constants);
    this.defined = new Map();
    this.section = TEXT;
    this.options = new Set();
    this.pushed = [];
  }

  // -- what is wrong --

  /** Reports an error whose offsets count from a statement at `at`; of length 0, it is about all of it. */
  report(error, at = 0, text = "") {
    const offset = at + error.at;
    const line = this.starts.findLastIndex((start) => start <= offset) + 1;
    const start = this.starts[line - 1];
    const written = this.source.slice(start, (this.starts[line] ?? this.source.length + 1) - 1);
    const count = (end) => [...this.source.slice(start, end)].length; // columns are of characters, offsets of UTF-16
    const column = count(offset) + 1;
    const end = Math.max(Math.min(offset + (error.length || text.length), start + written.length), offset);
    const finding = { line, column, length: count(end) + 1 - column, message: error.message, rule: error.rule, hint: error.hint };
    const key = [line, column, error.rule, error.message].join("\n");
    if (!this.found.has(key)) this.found.set(key, finding);
  }

  /** Whether so much is wrong that more findings would not help. */
  get hopeless() {
    return this.found.size >= MOST_FINDINGS;
  }

  findings() {
    const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    return [...this.found.values()].sort(
      (a, b) => a.line - b.line || a.column - b.column || order(a.rule, b.rule) || order(a.message, b.message),
    );
  }

  /** What `make` returns; what it throws is reported of a statement or item. */
  guarded({ at, text }, make) {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      this.report(error, at, text);
      return null;
    }
  }

  // -- reading --

  read() {
    for (const statement of statements(this.source)) {
      this.guarded(statement, () => this[statement.kind](statement));
      if (this.hopeless) break;
    }
    this.order = inOrder(this.items);
  }

  add(item) {
    this.items.push(Object.assign(item, { section: this.section }));
  }

  label(statement) {
    const { text: name, at } = statement;
    const index = this.items.length;
    if (/^[0-9]+$/.test(name)) {
      this.symbols.local.set(name, [...(this.symbols.local.get(name) ?? []), index]);
    } else {
      this.define(name, at);
      if (!this.symbols.labels.has(name)) this.symbols.labels.set(name, index);
    }
    this.add(label(statement));
  }

  define(name, at) {
    const wrong = (message) => this.report(new Wrong(message, 0, name.length, { rule: "asm-symbol" }), at, name);
    if (this.defined.has(name)) wrong(`${name} is defined twice`);
    else if (this.symbols.registers.has(name)) wrong(`${name} is the name of a register`);
    else if (name === ".") wrong("'.' is the address of the statement that it stands in");
    if (!this.defined.has(name)) this.defined.set(name, at);
  }

  directive(statement) {
    const name = firstWord(statement.text);
    const { directives } = this.codec.tables;
    const meant = Object.hasOwn(directives, name.slice(1)) ? `.${directives[name.slice(1)]}` : name;
    if (EQUATES.includes(meant)) this.equate(statement);
    else if (SECTIONS.includes(meant)) this.section = sectionOf(statement);
    else if (meant === ".option") this.option(statement);
    else if (meant === ".entry") [this.entry] = operands(statement, name.length, 1, 1);
    else if (!IGNORED.includes(meant) && !meant.startsWith(".cfi_")) this.add(directive(statement, meant));
  }

  /** `.option name`, `.option noname`, `push` and `pop`. */
  option({ text }) {
    const { options: known } = this.codec.tables;
    const name = text.slice(".option".length).trim();
    const off = name.startsWith("no") ? name.slice(2) : name;
    if (name === "push") this.pushed.push(this.options);
    else if (name === "pop" && this.pushed.length) this.options = this.pushed.pop();
    else if (known.includes(name)) this.options = new Set([...this.options, name]);
    else if (name !== off && known.includes(off)) this.options = new Set([...this.options].filter((one) => one !== off));
    else {
      const hint = nearest(name, ["push", "pop", ...known]);
      const message = name === "pop" ? "nothing was pushed before" : `there is no option ${name || "..."}`;
      throw new Wrong(message, 0, text.length, { ...DIRECTIVES, hint });
    }
  }

  equate(statement) {
    const [name, end] = symbol(statement);
    if (statement.text[end] !== ",") throw new Wrong(`it is written ${firstWord(statement.text)} name, value`, 0, 0, DIRECTIVES);
    this.define(name, statement.at + statement.text.indexOf(name, ".equ".length));
    const [{ value }] = operands(statement, end + 1, 1, 1);
    if (!this.symbols.equates.has(name)) this.symbols.equates.set(name, [value, this.items.length]);
    this.add(label(statement));
  }

  instruction(statement) {
    const fits = this.resolver.fits(statement.text, this.options);
    if (fits instanceof Wrong) throw fits;
    const item = code(statement, fits, this.options);
    const [[{ target }]] = fits;
    if (fits.length === 1 && target instanceof Instruction) Object.assign(item, { size: target.length, settled: true });
    this.add(item);
  }

  // -- layout --

  /** The base address: that of an `.org` before all that takes room, else where the processor starts. */
  origin() {
    const first = this.items[this.order.find((i) => this.items[i].kind !== "label")];
    if (first?.kind !== "gap" || first.means !== ".org") return this.codec.reset * this.codec.unit;
    const address = quietly(() => evaluate(first.amount.value, this.symbols.scope(0, 0n)));
    return address === null || address < 0n ? 0n : address;
  }

  /** Lays out the items again and again until no address changes; whether that succeeds. */
  settle(base) {
    for (let turn = 0; turn < MOST_ROUNDS; turn += 1) {
      const changed = this.round(base, turn);
      if (changed === null) return false;
      if (!changed) return true;
    }
    this.report(new Wrong(`the addresses do not settle in ${MOST_ROUNDS} rounds`, 0, 0, { rule: "asm-layout" }));
    return false;
  }

  /** One round: whether an address changed, or null where the image grows too large. */
  round(base, turn) {
    let [here, changed, section] = [base, turn === 0, ""];
    for (const i of this.order) {
      const item = this.items[i];
      if (item.section !== section) {
        if (here > base) here += BigInt(this.between(section, item.section, here));
        section = item.section;
      }
      changed ||= item.address !== here;
      Object.assign(item, { address: here, placed: true });
      if (item.kind === "gap") this.measureGap(item, i);
      else if (item.kind === "code" && !item.settled) this.measureCode(item, i, turn);
      here += BigInt(item.size);
      if (here - base > BigInt(MOST_BYTES)) {
        const message = `the image grows over ${MOST_BYTES >> 20} MiB here`;
        this.report(new Wrong(message, 0, item.text.length, { rule: "asm-layout" }), item.at, item.text);
        return null;
      }
    }
    return changed;
  }

  measureGap(gap, index) {
    const scope = this.symbols.scope(index, gap.address);
    const worth = (argument) => argument && quietly(() => evaluate(argument.value, scope));
    const amount = worth(gap.amount) ?? 0n;
    let size = gap.means === ".space" ? amount : amount - gap.address;
    if (gap.means === ".balign" || gap.means === ".p2align") {
      gap.alignment = step(gap, amount);
      size = BigInt(rest(gap.address, gap.alignment));
      const most = worth(gap.most);
      if (most !== null && size > most) size = 0n;
    }
    gap.size = size < 0n ? 0 : size > BigInt(MOST_BYTES) ? MOST_BYTES + 1 : Number(size);
  }

  measureCode(item, index, turn) {
    const scope = this.symbols.scope(index, item.address);
    this.symbols.asked = false;
    const first = turn > FREE_ROUNDS ? item.choice : 0;
    const found = quietly(() => this.resolver.pieces(item.fits, scope, item.address, item.options, { first }));
    if (found) [item.choice, item.pieces] = found;
    else item.pieces = [];
    item.here = item.address;
    item.settled = !this.symbols.asked;
    item.size = item.pieces.reduce((sum, { instruction }) => sum + instruction.length, 0);
  }

  /** The bytes between two sections, the first of which ends at `here`; code ends where it is aligned. */
  between(before, after, here) {
    const own = before === TEXT ? rest(here, this.alignment(before)) : 0;
    return own + rest(here + BigInt(own), this.alignment(after));
  }

  /** The greatest alignment that a section asks for, as far as it is known. */
  alignment(section) {
    return Math.max(1, ...this.items.filter((one) => one.kind === "gap" && one.section === section).map((one) => one.alignment));
  }

  // -- bytes --

  /** The program of a laid-out unit; of no use where errors were found. */
  emit(base) {
    const [parts, lines] = [[], []];
    let [end, section] = [base, TEXT];
    for (const i of this.order) {
      const item = this.items[i];
      if (this.hopeless) break;
      const bytes = this.guarded(item, () => this.bytes(item, i));
      if (!bytes?.length) continue;
      parts.push(...this.filled(section, end, item.address), bytes);
      [end, section] = [item.address + BigInt(bytes.length), item.section];
      lines.push({ address: item.address, length: bytes.length, line: item.line, text: item.text });
    }
    const entry = this.entered(base);
    return { bytes: joined(parts), base, entry, lines, symbols: this.named(), labels: [...this.symbols.labels.keys()] };
  }

  /** What fills the room between a section that ends at `here` and `address`: padding as far as it is code. */
  filled(section, here, address) {
    const room = Number(address - here);
    const own = room > 0 && section === TEXT ? Math.min(rest(here, this.alignment(TEXT)), room) : 0;
    return room > 0 ? [this.resolver.padding(own), new Uint8Array(room - own)] : [];
  }

  bytes(item, index) {
    if (item.kind === "text") return item.bytes;
    if (item.kind === "data") return this.data(item, index);
    const scope = this.symbols.scope(index, item.address);
    if (item.kind === "gap") return this.gap(item, scope);
    if (item.kind !== "code") return null;
    const current = item.pieces.length && item.here === item.address;
    const pieces = current
      ? item.pieces
      : this.resolver.pieces(item.fits, scope, item.address, item.options, { first: item.choice })[1];
    const words = [...addressed(pieces, item.address)].map(([piece, at]) =>
      this.codec.toMemory(this.resolver.word(piece, at), piece.instruction.length),
    );
    return joined(words);
  }

  /** The values of a directive; in each, `.` is where it stands itself. */
  data(item, index) {
    const value = (one, at) => this.datum(one, item.width, this.symbols.scope(index, item.address + BigInt(at * item.width)));
    return joined(item.values.map(value));
  }

  datum({ value, at, length }, width, scope) {
    const number = evaluate(value, scope);
    const bits = BigInt(8 * width);
    const fits = number >= -(1n << (bits - 1n)) && number < 1n << bits;
    if (!fits) this.report(new Wrong(`${number} does not fit ${bits} bits`, 0, length, { rule: "asm-range" }), at);
    const bytes = Array.from({ length: width }, (_, n) => Number((fits ? number >> BigInt(8 * n) : 0n) & 255n));
    return this.codec.bigEndian ? bytes.reverse() : bytes;
  }

  gap(item, scope) {
    const amount = evaluate(item.amount.value, scope);
    if (item.most) evaluate(item.most.value, scope); // the layout has used it; here one is told what is wrong with it
    const [name, most] = [firstWord(item.text), BigInt(MOST_BYTES)];
    const wrong = (message, rule) => this.report(new Wrong(message, 0, item.amount.length, { rule }), item.amount.at);
    if (item.means === ".org" && amount < item.address) {
      wrong(`the address here is 0x${item.address.toString(16)} already`, "asm-layout");
    } else if (item.means === ".p2align" && (amount < 0n || amount >= 27n)) {
      wrong(`${name} takes a power of two, not ${amount}`, "asm-range");
    } else if ([".space", ".balign"].includes(item.means) && (amount < (item.means === ".balign" ? 1n : 0n) || amount > most)) {
      wrong(`${name} takes a number of bytes, not ${amount}`, "asm-range");
    }
    if (item.fill === null && item.section === TEXT && item.alignment > 1) return this.resolver.padding(item.size);
    const [fill] = item.fill ? this.datum(item.fill, 1, scope) : [0];
    return new Uint8Array(item.size).fill(fill);
  }

  entered(base) {
    if (this.entry === null) return base;
    const { value, at, length } = this.entry;
    try {
      return evaluate(value, this.symbols.scope(this.items.length, base));
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      this.report(new Wrong(error.message, 0, length, error), at);
      return base;
    }
  }

  /** All symbols of the file and their values. */
  named() {
    const values = new Map([...this.symbols.labels].map(([name, index]) => [name, this.items[index].address]));
    for (const [name, [value, index]] of this.symbols.equates) {
      const item = this.items[index];
      if (this.hopeless) break;
      const found = this.guarded(item, () => evaluate(value, this.symbols.scope(index, item.address)));
      if (found !== null) values.set(name, found);
    }
    return values;
  }
}

/** How far it is from an address to the next multiple of a step. */
const rest = (address, by) => Number(((-address % BigInt(by)) + BigInt(by)) % BigInt(by));

/** The number of bytes that an alignment means; 1 where it makes no sense. */
function step({ means }, amount) {
  if (means === ".p2align") return amount >= 0n && amount < 27n ? 2 ** Number(amount) : 1;
  return amount > 0n && amount <= BigInt(MOST_BYTES) ? Number(amount) : 1;
}

/** What `make` returns, or null where that is wrong. */
function quietly(make) {
  try {
    return make();
  } catch (error) {
    if (error instanceof Wrong) return null;
    throw error;
  }
}

function joined(parts) {
  const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}
