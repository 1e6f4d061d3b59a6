// Evaluates formulas for several inputs, one by one and as arrays: reads a file with both, prints the results of each.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const { Formulas } = await import(pathToFileURL(`${folder}/formulas.mjs`));
const { data, inputs } = JSON.parse(readFileSync(file, "utf8"));
const formulas = new Formulas(data);
const single = inputs.map((one) => formulas.evaluate(formulas.results, one));
const names = Object.keys(inputs[0]);
const arrays = Object.fromEntries(names.map((name) => [name, Float64Array.from(inputs, (one) => one[name])]));
const several = formulas.evaluate(formulas.results, arrays).map((one) => [...one]);
console.log(JSON.stringify({ single, several }));
