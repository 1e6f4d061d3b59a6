/** Source text as labels, directives and lines of instructions; directives as items. */

import { WORD, Wrong, character, parse } from "./expressions.js";
import { nearest, quoted } from "./words.js";

const LABEL = new RegExp(`\\s*(${WORD}|[0-9]+)\\s*:`, "uy");
const COMMENT = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'|(?<comment>#|\/\/|;)/gu;
const BLOCK = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|(?:#|\/\/|;)[^\n]*|\/\*[^]*?\*\//gu;
const DIRECTIVE = /^\.[\p{L}\p{N}_]+(?![\p{L}\p{N}_.$])/u;

/** The statements of a file: `{kind, text, at, line}`; `text` begins at `at` and runs to the end (of a label, its name). */
export function* statements(source) {
  const text = source.replace(BLOCK, (found) => (found.startsWith("/*") ? found.replace(/[^\n]/g, " ") : found));
  let at = 0;
  for (const [number, whole] of text.split("\n").entries()) {
    const [code, line] = [withoutComment(whole).trimEnd(), number + 1];
    let column = 0;
    for (;;) {
      LABEL.lastIndex = column;
      const label = LABEL.exec(code);
      if (label === null) break;
      yield { kind: "label", text: label[1], at: at + column + label[0].indexOf(label[1]), line };
      column = LABEL.lastIndex;
    }
    const rest = code.slice(column).trimStart();
    const kind = DIRECTIVE.test(rest) ? "directive" : "instruction";
    if (rest) yield { kind, text: rest, at: at + code.length - rest.length, line };
    at += whole.length + 1;
  }
}

function withoutComment(line) {
  for (const found of line.matchAll(COMMENT)) {
    if (found.groups.comment) return line.slice(0, found.index);
  }
  return line;
}

const named = (size, names) => names.split(" ").map((name) => [name, size]);
const WIDTHS = new Map([
  ...named(1, ".byte .1byte"),
  ...named(2, ".half .hword .short .2byte"),
  ...named(4, ".word .long .4byte"),
  ...named(8, ".quad .dword .8byte"),
]);
const [SPACES, ALIGNMENTS] = [[".space", ".skip", ".zero"], [".align", ".balign", ".p2align"]];
const TEXTS = [".ascii", ".asciz", ".string"];
export const [EQUATES, SECTIONS] = [[".equ", ".set"], [".text", ".data", ".bss", ".section"]];
/** What speaks of symbols to a linker, or of the file to a debugger. */
export const IGNORED = ".globl .global .local .weak .type .size .file .ident .attribute".split(" ");
const NAMES = [...WIDTHS.keys(), ...TEXTS, ...SPACES, ...ALIGNMENTS, ...EQUATES, ...SECTIONS, ...IGNORED, ".org", ".option", ".entry"];

const DIRECTIVES = { rule: "asm-directive" };

/** The first word of a statement. */
export const firstWord = (text) => text.split(/\s/, 1)[0];

/** The item of a directive that takes room, `meant` being its general name. Throws Wrong. */
export function directive(statement, meant) {
  const name = firstWord(statement.text);
  if (WIDTHS.has(meant)) return data(statement, WIDTHS.get(meant), name.length);
  if (TEXTS.includes(meant)) return string(statement, meant, name.length);
  if (SPACES.includes(meant) || ALIGNMENTS.includes(meant) || meant === ".org") return gap(statement, meant, name.length);
  const hint = nearest(name, NAMES);
  throw new Wrong(`there is no directive ${name}`, 0, name.length, { ...DIRECTIVES, hint });
}

/**
 * The expressions from offset `start` of a directive on, between commas: `{value, at, length}`. Throws Wrong.
 *
 * With `gaps`, any but the first may be left out (null): `.p2align 4, , 8`.
 */
export function operands(statement, start, least, most, gaps = false) {
  const { text } = statement;
  const found = [];
  let at = start;
  while (text.slice(at).trim()) {
    at = text.length - text.slice(at).trimStart().length;
    if (gaps && found.length && text[at] === ",") {
      found.push(null);
      at += 1;
      continue;
    }
    const [value, end] = parse(text, at);
    found.push({ value, at: statement.at + at, length: end - at });
    const rest = text.slice(end).trimStart();
    if (rest && !rest.startsWith(",")) throw new Wrong(`',' is expected here, not ${quoted(rest[0])}`, text.length - rest.length);
    at = text.length - rest.length + 1;
    if (rest === ",") throw new Wrong("a value is missing after this", text.length - 1);
  }
  if (found.length < least || found.length > most) {
    const counts = least === most ? String(least) : most < 1 << 20 ? `${least} to ${most}` : "some";
    const message = `${firstWord(text)} takes ${counts} value${counts === "1" ? "" : "s"}, not ${found.length}`;
    throw new Wrong(message, 0, text.length, DIRECTIVES);
  }
  return found;
}

/** The name that a directive begins with, and where it ends. Throws Wrong. */
export function symbol(statement) {
  const { text } = statement;
  const start = firstWord(text).length;
  const name = new RegExp(`\\s*(${WORD})\\s*`, "uy");
  name.lastIndex = start;
  const found = name.exec(text);
  if (found === null) throw new Wrong("a name is expected here", Math.min(start + 1, text.length), 1, DIRECTIVES);
  return [found[1], name.lastIndex];
}

const item = (kind, { at, text, line }, more) => ({ kind, at, text, line, section: "", address: 0n, size: 0, placed: false, ...more });

/** An item that only has an address. */
export const label = (statement) => item("label", statement, {});

/** An instruction or alias: the templates that its text fits. */
export const code = (statement, fits, options) =>
  item("code", statement, { fits, options, choice: 0, settled: false, pieces: [], here: 0n });

function data(statement, width, start) {
  const values = operands(statement, start, 1, 1 << 20);
  return item("data", statement, { size: width * values.length, width, values });
}

function string(statement, meant, start) {
  const found = /^"((?:\\.|[^"\\])*)"\s*$/u.exec(statement.text.slice(start).trimStart());
  if (found === null) throw new Wrong(`${meant} takes a text in "..."`, start, 1, { rule: "asm-syntax" });
  const parts = found[1].match(/\\x[0-9a-fA-F]{2}|\\.|[^\\]/gsu) ?? [];
  const bytes = Uint8Array.from([...parts.flatMap(bytesOf), ...(meant === ".ascii" ? [] : [0])]);
  return item("text", statement, { size: bytes.length, bytes });
}

function bytesOf(part) {
  if (part.startsWith("\\x") && part.length === 4) return [Number.parseInt(part.slice(2), 16)];
  if (part[0] === "\\" && part.codePointAt(1) < 128) return [character(part)];
  return [...new TextEncoder().encode(part[0] === "\\" ? part.slice(1) : part)];
}

function gap(statement, meant, start) {
  const [means, most] =
    meant === ".org" ? [meant, 1] : SPACES.includes(meant) ? [".space", 2] : [meant === ".p2align" ? meant : ".balign", 3];
  const [amount, fill = null, limit = null] = operands(statement, start, 1, most, true);
  return item("gap", statement, { means, amount, fill, most: limit, alignment: 1 });
}

export const TEXT = ".text";
const ORDER = [TEXT, ".rodata", ".data", ".sdata", ".sbss", ".bss"];
const WRITTEN = ORDER.indexOf(".data");

/** The section that a directive begins: `.text`, `.section .rodata.str, "a"`. Throws Wrong. */
export function sectionOf(statement) {
  const name = firstWord(statement.text);
  if (name !== ".section") return name;
  const found = /^\.section\s+"?([\p{L}\p{N}_.$-]+)"?/u.exec(statement.text);
  if (found === null) throw new Wrong("it is written .section name", 0, 0, DIRECTIVES);
  return ORDER.find((known) => found[1] === known || found[1].startsWith(`${known}.`)) ?? found[1];
}

/** The numbers of all items in the order of the image: other sections come before the first that is written. */
export function inOrder(items) {
  const others = [...new Set(items.map((one) => one.section))].filter((name) => !ORDER.includes(name));
  const order = new Map([...ORDER.slice(0, WRITTEN), ...others, ...ORDER.slice(WRITTEN)].map((name, n) => [name, n]));
  return [...items.keys()].sort((a, b) => order.get(items[a].section) - order.get(items[b].section));
}
