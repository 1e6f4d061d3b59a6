/* Runs conformance vectors again on the engine of a page, and prints what differs, a line each; then how many ran.

   node replay.mjs FOLDER VECTORS.JSON...: the folder holds machine.js, engine.wasm and engine.json */

import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { replay } from "./replaying.mjs";

const [folder, ...files] = process.argv.slice(2);
const { instantiate } = await import(pathToFileURL(`${folder}/machine.js`));
const manifest = JSON.parse(await readFile(`${folder}/engine.json`, "utf8"));
const machine = await instantiate(await WebAssembly.compile(await readFile(`${folder}/engine.wasm`)), manifest);

let count = 0;
for (const path of files) {
  const file = JSON.parse(await readFile(path, "utf8"));
  for (const said of await replay(machine, file)) console.log(said);
  count += file.vectors.length;
}
console.log(`${count} vectors`);
