/* Runs conformance vectors again on the engine of a page, and prints what differs, a line each; then how many ran.

   node replay.mjs FOLDER VECTORS.JSON...: the folder holds machine.js, engine.wasm and engine.json */

import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const SMALL = 4096; // elements of a state that is compared as a whole
const OUTCOMES = { fault: "fault", deadlock: "waits", exited: "exited" };

const [folder, ...files] = process.argv.slice(2);
const { instantiate } = await import(pathToFileURL(`${folder}/machine.js`));
const manifest = JSON.parse(await readFile(`${folder}/engine.json`, "utf8"));
const module = await WebAssembly.compile(await readFile(`${folder}/engine.wasm`));
const machine = await instantiate(module, manifest);

const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Elements of a state as pairs of place and bits. */
function* elements(contents, name) {
  for (const [first, values] of contents.state[name] ?? [])
    yield* values.split(" ").map((bits, i) => [first + i, BigInt(`0x${bits}`)]);
}

function put(contents) {
  for (const name of Object.keys(contents.state))
    for (const [place, bits] of elements(contents, name)) machine.setElement(name, place, bits);
  for (const [name, pieces] of Object.entries(contents.memory))
    for (const [address, data] of pieces) machine.memory(name).write(BigInt(address), fromHex(data));
  for (const [name, counts] of Object.entries(contents.semaphores)) {
    const number = manifest.semaphores.findIndex((one) => one.name === name);
    machine.counts(number).set(counts.map(BigInt));
  }
}

/** The bits that states are to hold afterwards. */
function expectedState({ before, after }) {
  const found = {};
  for (const { name, count, role, view_of } of manifest.states) {
    if (role || view_of) continue;
    const named = [...elements(before, name), ...elements(after, name)].map(([place]) => place);
    const places = count <= SMALL ? [...Array(count).keys()] : named;
    found[name] = new Map(places.map((place) => [place, machine.element(name, place)]));
    for (const [place, bits] of elements(after, name)) found[name].set(place, bits);
  }
  return found;
}

function* differences(instruction, vector, result, state) {
  const kind = OUTCOMES[result.reason] ?? "done";
  if (kind !== vector.outcome) yield `outcome ${kind}, not ${vector.outcome}`;
  if ((result.fault?.name ?? null) !== (vector.fault?.name ?? null)) yield `fault ${result.fault?.name}`;
  if (result.fault && vector.fault) {
    const value = vector.fault.value === null ? null : BigInt(vector.fault.value);
    const tiles = manifest.tiles[instruction] ?? [];
    if (result.fault.value !== value) yield `fault value ${result.fault.value}, not ${value}`;
    if ((tiles[result.fault.operand] ?? null) !== vector.fault.operand) yield `operand ${result.fault.operand}`;
  }
  if (machine.pc(processor) !== BigInt(vector.next_pc)) yield `pc ${machine.pc(processor)}, not ${vector.next_pc}`;
  if (kind === "exited" && result.code !== BigInt(vector.exit_code)) yield `exit code ${result.code}`;
  const traced = (vector.traced ?? []).map((value) => BigInt(value)).join();
  if (machine.traced.join() !== traced) yield `traced ${machine.traced}, not ${traced}`;
  if (Buffer.from(machine.output).toString("hex") !== (vector.output ?? "")) yield `output ${machine.output}`;
  for (const [name, places] of Object.entries(state))
    for (const [place, bits] of places)
      if (machine.element(name, place) !== bits) yield `${name}[${place}] ${machine.element(name, place)}, not ${bits}`;
  yield* memories(vector);
  const counts = { ...vector.before.semaphores, ...vector.after.semaphores };
  for (const [name, wanted] of Object.entries(counts)) {
    const found = machine.counts(manifest.semaphores.findIndex((one) => one.name === name));
    if (found.join() !== wanted.join()) yield `${name} ${found}, not ${wanted}`;
  }
}

function* memories({ before, after }) {
  const wanted = new Map();
  for (const contents of [before, after])
    for (const [name, pieces] of Object.entries(contents.memory))
      for (const [address, data] of pieces)
        fromHex(data).forEach((byte, i) => wanted.set(`${name} ${BigInt(address) + BigInt(i)}`, byte));
  for (const [place, byte] of wanted) {
    const [name, address] = place.split(" ");
    const [found] = machine.memory(name).read(BigInt(address), 1);
    if (found !== byte) yield `${name}@${address} ${found}, not ${byte}`;
  }
}

let processor = 0, count = 0;
for (const file of files) {
  const { instruction, bits, vectors, processor: own = 0 } = JSON.parse(await readFile(file, "utf8"));
  processor = own;
  const { reset, unit, endianness } = manifest.processors[processor];
  for (const [number, vector] of vectors.entries()) {
    await machine.reset();
    put(vector.before);
    const expected = expectedState(vector);
    const word = fromHex(vector.word.slice(2).padStart(bits / 4, "0"));
    machine.load(endianness === "big" ? word : word.reverse(), BigInt(reset) * BigInt(unit), { processor, instance: 0 });
    const result = machine.run(1);
    for (const said of differences(instruction, vector, result, expected)) console.log(`${instruction} ${number} (${vector.text}): ${said}`);
    count++;
  }
}
console.log(`${count} vectors`);
