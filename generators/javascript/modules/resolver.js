/** From a line of assembly to the instructions that it becomes, by mnemonics and aliases; symbols are handed in. */

import { floorDivide, holds, whole } from "./arithmetic.js";
import { EncodingError, Instruction } from "./encoding.js";
import { Wrong, evaluate, numeral } from "./expressions.js";
import { matchOperands, mnemonicOperands } from "./matching.js";
import { Template } from "./templates.js";
import { hex, nearest, quoted } from "./words.js";

/** How deep aliases may stand in lines of aliases. */
const MOST_DEEP = 8;

const RANGE = { rule: "asm-range" };

/** Another spelling of one instruction or of several. */
class Alias {
  constructor(name, { assembly, expansions, holes = {}, option = null, last = false, exact = false }, registers) {
    Object.assign(this, { name, expansions, option, last, exact });
    this.holes = new Map(Object.entries(holes));
    this.template = new Template(assembly, registers);
  }
}

/** All templates of a processor's instructions and of the aliases, by mnemonic. */
class Mnemonics {
  constructor(entries) {
    this.exact = new Map();
    this.patterns = [];
    const rank = ({ target, template }) => [target.last ? 1 : 0, target.option ? 0 : 1, target.option ? 0 : template.places.length];
    const ranked = entries.map((entry) => ({ entry, rank: rank(entry) }));
    ranked.sort(({ rank: a }, { rank: b }) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    for (const { entry } of ranked) {
      const { head, pattern } = entry.template;
      if (pattern) this.patterns.push(entry);
      else this.exact.set(head, [...(this.exact.get(head) ?? []), [entry, new Map()]]);
    }
    this.known = new Map();
  }

  /** The templates whose mnemonic `head` is, each with the operands that it holds. */
  find(head) {
    if (!this.known.has(head)) this.known.set(head, [...(this.exact.get(head) ?? []), ...this.matching(head)]);
    return this.known.get(head);
  }

  *matching(head) {
    for (const entry of this.patterns) {
      const found = entry.template.pattern.exec(head);
      if (found) yield [entry, mnemonicOperands(entry.template, found.slice(1))];
    }
  }

  nearest(head) {
    return nearest(head, [...this.exact.keys(), ...this.patterns.flatMap((entry) => entry.template.spellings())]);
  }
}

/** Instructions with their addresses. */
export function* addressed(pieces, here) {
  for (const piece of pieces) {
    yield [piece, here];
    here += BigInt(piece.instruction.length);
  }
}

/** Finds what lines mean, for one codec. */
export class Resolver {
  constructor(codec) {
    this.codec = codec;
    this.constants = new Map(Object.entries(codec.tables.constants).map(([name, value]) => [name, BigInt(value)]));
    const aliases = Object.entries(codec.tables.aliases).map(([name, data]) => new Alias(name, data, codec.registers));
    const targets = [...codec.instructions.values(), ...aliases];
    this.mnemonics = new Mnemonics(targets.map((target) => ({ template: target.template, target })));
    this.lines = new Map();
  }

  /** Whose instruction it is, where it is another processor's. */
  elsewhere(head) {
    for (const [name, processor] of Object.entries(this.codec.tables.processors)) {
      const theirs = name === this.codec.processor ? [] : processor.instructions ?? [];
      const found = theirs.some((one) => this.codec.tables.instructions[one][2].split(/\s/, 1)[0] === head);
      if (found) return `${head} is an instruction of processor ${name}`;
    }
    return null;
  }

  /** The templates that a line fits with these options on, each with its operands, or a Wrong: why it fits none. */
  fits(text, options, holes = false) {
    const head = text.split(/\s/, 1)[0];
    const candidates = this.mnemonics.find(head).filter(([{ target }]) => !target.option || options.has(target.option));
    if (!candidates.length) {
      const hint = this.elsewhere(head) ?? this.mnemonics.nearest(head);
      return new Wrong(`there is no instruction ${head.slice(0, 40)}`, 0, head.length, { rule: "asm-unknown-mnemonic", hint });
    }
    const [found, worst] = [[], []];
    for (const [entry, bound] of candidates) {
      const operands = matchOperands(entry.template, text, head.length, holes);
      if (operands instanceof Wrong) worst.push([operands, entry.template]);
      else found.push([entry, new Map([...bound, ...operands])]);
    }
    return found.length ? found : explained(worst, text);
  }

  /**
   * Which of `fits` it is, from number `first` on, and its instructions: `[number, pieces]`.
   *
   * It is the first whose operands can be encoded. Throws Wrong where none is, for the first.
   */
  pieces(fits, scope, here, options, { first = 0, depth = 0 } = {}) {
    let failed = null;
    for (let step = 0; step < fits.length; step += 1) {
      const number = (first + step) % fits.length;
      try {
        const made = this.made(...fits[number], scope, here, options, depth);
        if (fits.length > 1) for (const [piece, at] of addressed(made, here)) this.word(piece, at);
        return [number, made];
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        failed ??= error;
      }
    }
    throw failed;
  }

  /** The word of an instruction that stands at `here`. Throws Wrong. */
  word(piece, here) {
    try {
      return this.encoded(piece, here);
    } catch (error) {
      if (!(error instanceof Wrong) || !piece.within) throw error;
      throw inLine(piece.within, error);
    }
  }

  encoded({ instruction, operands, scope }, here) {
    const values = new Map([...operands].map(([name, operand]) => [name, this.value(operand, scope, here)]));
    try {
      return instruction.encode(values);
    } catch (error) {
      if (!(error instanceof EncodingError)) throw error;
      const { at, end } = operands.get(error.operand) ?? { at: 0, end: 1 };
      throw new Wrong(error.message, at, end - at, { ...RANGE, hint: error.hint });
    }
  }

  /** The value of an operand as its field holds it: of a label, the distance from `here`. Throws Wrong. */
  value({ place, value: expression, at, end }, scope, here) {
    const value = evaluate(expression, scope);
    const { unit } = this.codec;
    if (!place.far || (place.kind === "address" && unit === 1n)) return value;
    const distance = place.kind === "label" ? value - here : value;
    const steps = floorDivide(distance, unit);
    if (steps * unit !== distance) throw new Wrong(`${hex(value)} is not a multiple of ${unit} bytes from here`, at, end - at, RANGE);
    return steps;
  }

  /** `size` bytes of the processor's padding: what is left over by the longest instruction goes first. */
  padding(size) {
    let filler = [];
    for (const word of [...this.fillers()].sort((a, b) => b.length - a.length)) {
      filler = [...Array(Math.floor(size / word.length)).fill([...word]).flat(), ...filler];
      size %= word.length;
    }
    return Uint8Array.from([...Array(size).fill(0), ...filler]);
  }

  fillers() {
    const nothing = () => {
      throw new Wrong("padding has no symbols", 0, 0);
    };
    this.words ??= this.codec.padding.flatMap((line) => {
      const fits = this.fits(line, new Set());
      if (fits instanceof Wrong) return []; // an instruction that this variant does not have
      const [piece] = this.pieces(fits, nothing, 0n, new Set())[1];
      return [this.codec.toMemory(this.word(piece, 0n), piece.instruction.length)];
    });
    return this.words;
  }

  made({ target }, operands, scope, here, options, depth) {
    if (target instanceof Instruction) return [{ instruction: target, operands, scope, within: "" }];
    if (depth > MOST_DEEP) throw new Wrong(`alias ${target.name} expands to itself`, 0);
    const inner = new AliasScope(target, operands, scope, here, this);
    const expansion = target.expansions.find(({ when }) => when === undefined || inner.takes(when));
    if (!expansion) throw new Wrong(`no expansion of alias ${target.name} takes these operands`, 0, 1, RANGE);
    const within = target.exact ? new Set() : options;
    const made = [];
    let at = here;
    for (const line of expansion.lines) {
      const pieces = this.expanded(line, operands, inner, at, within, depth);
      made.push(...pieces.map((piece) => ({ ...piece, within: piece.within || line })));
      at = pieces.reduce((sum, piece) => sum + BigInt(piece.instruction.length), at);
    }
    return made;
  }

  /** The instructions of a line of an alias. */
  expanded(line, operands, inner, at, options, depth) {
    try {
      const fits = this.line(filled(line, operands), options);
      return this.pieces(fits, inner.scope, at, options, { depth: depth + 1 })[1];
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      throw inLine(line, error);
    }
  }

  line(text, options) {
    const key = [text, ...[...options].sort()].join("\n");
    if (!this.lines.has(key)) {
      const found = this.fits(text, options, true);
      if (found instanceof Wrong) throw new Wrong(found.message, 0, 1, found);
      this.lines.set(key, found);
    }
    return this.lines.get(key);
  }
}

function inLine(line, { message, rule, hint }) {
  return new Wrong(`in ${quoted(line)}: ${message}`, 0, 0, { rule, hint });
}

/**
 * The values of holes in an alias's lines; other symbols mean what they mean where the alias stands.
 *
 * `{name}` alone passes an operand on: of a label, its address. In an expression and in `when`, a label is its distance
 * from `here`, the address of the alias, in steps of the program counter.
 */
class AliasScope {
  constructor(alias, operands, outer, here, resolver) {
    Object.assign(this, { alias, operands, outer, here, resolver });
    this.scope = (node) => this.value(node);
  }

  value(node) {
    if (node.kind === "symbol") return this.outer(node);
    if (node.kind === "modified") {
      if (node.argument.kind === "symbol") return this.outer(node);
      return this.outer({ ...node, argument: numeral(evaluate(node.argument, this.scope)) });
    }
    const operand = this.operands.get(node.text);
    if (operand) return evaluate(operand.value, this.outer);
    return this.computed(() => whole(this.alias.holes.get(node.text), this.names()));
  }

  takes(when) {
    return this.computed(() => holds(when, this.names()));
  }

  /** What expressions of the alias may name. */
  names() {
    const names = new Map(this.resolver.constants);
    for (const [name, { place, value: expression }] of this.operands) {
      const value = evaluate(expression, this.outer);
      names.set(name, place.kind === "label" ? floorDivide(value - this.here, this.resolver.codec.unit) : value);
    }
    return names;
  }

  computed(compute) {
    try {
      return compute();
    } catch (error) {
      if (error instanceof Wrong) throw error;
      const [first] = this.operands.values();
      throw new Wrong(`alias ${this.alias.name}: ${error.message}`, first?.at ?? 0);
    }
  }
}

/**
 * A line of an alias whose `{name}` places are written out: all in its mnemonic, else those with names.
 *
 * So the line is read like one that somebody wrote: which template it fits may depend on the register.
 */
function filled(line, operands) {
  const space = line.indexOf(" ") < 0 ? line.length : line.indexOf(" ");
  const constant = () => {
    throw new Wrong("a part of a mnemonic is no symbol", 0);
  };
  const text = (hole, name) => {
    const operand = operands.get(name);
    if (!operand) return hole;
    const value = evaluate(operand.value, constant);
    return operand.place.names.shown.get(value) ?? String(value);
  };
  const shown = (hole, name) => {
    const operand = operands.get(name);
    return (operand?.value.kind === "number" && operand.place.names.shown.get(operand.value.value)) || hole;
  };
  const NAME = /\{([\p{L}\p{N}_]+)\}/gu;
  return line.slice(0, space).replace(NAME, text) + line.slice(space).replace(NAME, shown);
}

/** Why a line fits no template: a wrong number of operands, else what went wrong latest. */
function explained(worst, text) {
  const head = text.split(" ", 1)[0];
  const rest = text.slice(head.length + 1);
  const given = rest.trim() ? rest.split(",").length : 0;
  const wanted = new Map(worst.map(([, template]) => [template.operands.length ? template.commas + 1 : 0, template]));
  const [latest, template] = worst.reduce((best, one) => (one[0].at > best[0].at ? one : best));
  const hint = latest.hint ?? `it is written ${template.usage}`;
  if (wanted.has(given)) return new Wrong(latest.message, latest.at, latest.length, { rule: latest.rule, hint });
  const counts = [...wanted.keys()].sort((a, b) => a - b).join(" or ");
  const message = `${head} takes ${counts} operand${counts === "1" ? "" : "s"}, not ${given}`;
  return new Wrong(message, 0, text.length, { rule: "asm-operand-count", hint });
}
