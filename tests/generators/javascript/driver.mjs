/* Answers questions about a codec: its folder is given, questions as JSON on standard input, answers as JSON on standard output. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, processor] = process.argv.slice(2);
const { Codec, AssemblyError, EncodingError } = await import(pathToFileURL(`${folder}/codec.js`));
const codec = new Codec(JSON.parse(readFileSync(`${folder}/tables.json`, "utf8")), processor || undefined);
const { decode = [], bytes = [], encode = [], operands = [], assemble = [] } = JSON.parse(readFileSync(0, "utf8"));

const told = (one) => one && { ...one, operands: { ...one.operands } };
const tried = (make) => {
  try {
    return make();
  } catch (error) {
    if (error instanceof AssemblyError) return { errors: error.errors };
    if (error instanceof EncodingError) return { error: error.message };
    throw error;
  }
};
const numbers = (values) => Object.fromEntries(Object.entries(values).map(([name, digits]) => [name, BigInt(digits)]));
const program = ({ bytes, symbols, ...more }) => ({ ...more, bytes: Buffer.from(bytes).toString("hex"), symbols: Object.fromEntries(symbols) });

const answers = {
  decode: decode.map((word) => told(codec.decode(word))),
  bytes: bytes.map((one) => told(codec.decode(Uint8Array.from(Buffer.from(one, "hex"))))),
  encode: encode.map(([text, address]) => tried(() => codec.encode(text, BigInt(address)))),
  operands: operands.map(([name, values]) => tried(() => codec.encodeOperands(name, numbers(values)))),
  assemble: assemble.map(([source, base]) => program(codec.assemble(source, base === null ? null : BigInt(base)))),
};
process.stdout.write(JSON.stringify(answers, (_, value) => (typeof value === "bigint" ? value.toString() : value)));
