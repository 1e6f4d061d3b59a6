// Evaluates states of the page of rooflines by its own scripts: reads a file with data and states, prints what they come to.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const asset = (name) => import(pathToFileURL(`${folder}/${name}.mjs`));
const { Formulas } = await asset("formulas");
const { Model } = await asset("rooflinemodel");

const { index, steps, states } = JSON.parse(readFileSync(file, "utf8"));
const model = new Model(index);
const known = Object.fromEntries(Object.entries(steps).map(([name, data]) => [name, new Formulas(data)]));
const found = states.map(({ workload, chip, values, set, format, sizes, bands }) => {
  const on = model.chip(chip);
  const numbers = model.numbers(on, values, set);
  const at = [known[workload], on, numbers, format, sizes];
  const banded = bands ? ["time", "rate"].map((name) => model.banded(...at, name)) : [];
  return { step: model.step(...at), numbers, banded };
});
// infinite numbers have no place in JSON
console.log(JSON.stringify(found, (_, value) => (value === Infinity ? "inf" : value)));
