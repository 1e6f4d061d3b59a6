/** Machine code and assembly of one spec, in both directions, by tables that were generated for a variant of it. */

/** The contents of a `tables.json`. */
export type Tables = { spec: string; version: string; variant: string; content: string; processors: Record<string, object> };

/** Bits of a word, both ends included. */
export interface Bits { high: number; low: number }

/** A field in a word: `raw` as it stands there, `value` as it is meant, `text` as assembly writes it. */
export interface FieldValue { name: string; kind: "fixed" | "operand" | "reserved"; bits: Bits[]; raw: bigint; value: bigint; text: string }

/** A word, what it is, and the values of its operands; `length` in bytes. */
export interface Decoded { name: string; operands: Record<string, bigint>; fields: FieldValue[]; text: string; length: number; word: bigint }

/** What is wrong with a source: `line` and `column` count from 1, `length` in characters; `rule` as `specgen explain` knows it. */
export interface Finding { line: number; column: number; length: number; message: string; rule: string; hint: string | null }

/** Bytes that a line of the source became: `length` of them at `address`. */
export interface ListingLine { address: bigint; length: number; line: number; text: string }

/** An assembled source; with `errors`, the rest is of no use. Symbols are byte addresses, those of `labels`, or what `.equ` gave. */
export interface Program {
  bytes: Uint8Array;
  base: bigint;
  entry: bigint;
  lines: ListingLine[];
  symbols: Map<string, bigint>;
  labels: string[];
  errors: Finding[];
}

export class EncodingError extends Error { operand: string | null; hint: string | null }
export class AssemblyError extends Error { errors: Finding[] }

/** What decodes, encodes and assembles for one processor of a variant, by default its first. */
export class Codec {
  constructor(tables: Tables, processor?: string);
  readonly tables: Tables;
  readonly processor: string;
  /** A word (BigInt or digits), or bytes as they stand in memory, which others may follow; null where it is no instruction. */
  decode(code: bigint | number | string | Uint8Array): Decoded | null;
  /** The word of a line, or of all that it expands to, the first in the low bits. Throws AssemblyError. */
  encode(text: string, address?: bigint): bigint;
  /** The word of an instruction by its name and operands (of enums, also names). Throws EncodingError. */
  encodeOperands(name: string, operands: Record<string, bigint | number | string>): bigint;
  /** The program of a source text, for address `base`: by default a leading `.org`, or where the processor starts. */
  assemble(source: string, base?: bigint | null): Program;
  fromMemory(bytes: Uint8Array): bigint;
  toMemory(word: bigint, length: number): Uint8Array;
}

/** The codec by the tables at an address. */
export function load(address: string | URL, processor?: string): Promise<Codec>;
