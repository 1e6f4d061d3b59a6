// Evaluates states of the page of rooflines by its own scripts: reads a file with data and states, prints what they come to.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const asset = (name) => import(pathToFileURL(`${folder}/${name}.mjs`));
const { Formulas } = await asset("formulas");
const { Model } = await asset("rooflinemodel");

const { data, states } = JSON.parse(readFileSync(file, "utf8"));
const model = new Model(data.index);
const known = {};
const formulas = (workload) => (known[workload] ??= new Formulas(data[`steps/${workload}`]));
const found = states.map(({ workload, chip, values, set, format, sizes, bands }) => {
  const on = model.chip(chip);
  const numbers = model.numbers(on, values, set);
  const at = [formulas(workload), on, numbers, format, sizes];
  const banded = bands ? model.banded(...at) : {};
  return { step: model.step(...at), numbers, banded };
});
// infinite numbers have no place in JSON
console.log(JSON.stringify(found, (_, value) => (value === Infinity ? "inf" : value)));
