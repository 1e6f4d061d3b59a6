/* Conformance vectors on the engine of a page: in node and in browsers. */

const SMALL = 4096; // elements of a state that is compared as a whole
const OUTCOMES = { fault: "fault", deadlock: "waits", exited: "exited" };

const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Elements of a state as pairs of place and bits. */
function* elements(contents, name) {
  for (const [first, values] of contents.state[name] ?? [])
    yield* values.split(" ").map((bits, i) => [first + i, BigInt(`0x${bits}`)]);
}

function put(machine, contents) {
  const { manifest } = machine;
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
function expectedState(machine, { before, after }) {
  const found = {};
  for (const { name, count, role, view_of } of machine.manifest.states) {
    if (role || view_of) continue;
    const named = [...elements(before, name), ...elements(after, name)].map(([place]) => place);
    const places = count <= SMALL ? [...Array(count).keys()] : named;
    found[name] = new Map(places.map((place) => [place, machine.element(name, place)]));
    for (const [place, bits] of elements(after, name)) found[name].set(place, bits);
  }
  return found;
}

function* differences(machine, processor, instruction, vector, result, state) {
  const { manifest } = machine;
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
  if (machine.output.map((byte) => byte.toString(16).padStart(2, "0")).join("") !== (vector.output ?? "")) yield `output ${machine.output}`;
  for (const [name, places] of Object.entries(state))
    for (const [place, bits] of places)
      if (machine.element(name, place) !== bits) yield `${name}[${place}] ${machine.element(name, place)}, not ${bits}`;
  yield* memories(machine, vector);
  const counts = { ...vector.before.semaphores, ...vector.after.semaphores };
  for (const [name, wanted] of Object.entries(counts)) {
    const found = machine.counts(manifest.semaphores.findIndex((one) => one.name === name));
    if (found.join() !== wanted.join()) yield `${name} ${found}, not ${wanted}`;
  }
}

function* memories(machine, { before, after }) {
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

/** What differs when the vectors of an instruction run again, a line each. */
export async function replay(machine, { instruction, bits, vectors, processor = 0 }) {
  const { reset, unit, endianness } = machine.manifest.processors[processor], said = [];
  for (const [number, vector] of vectors.entries()) {
    await machine.reset();
    put(machine, vector.before);
    const expected = expectedState(machine, vector);
    const word = fromHex(vector.word.slice(2).padStart(bits / 4, "0"));
    machine.load(endianness === "big" ? word : word.reverse(), BigInt(reset) * BigInt(unit), { processor, instance: 0 });
    const result = machine.run(1);
    for (const one of differences(machine, processor, instruction, vector, result, expected))
      said.push(`${instruction} ${number} (${vector.text}): ${one}`);
  }
  return said;
}
