/* Chips and steps of workloads, computed by the formulas of the performance model. Knows nothing of pages. */
import { Formulas, percentiles, triangular, uniforms } from "./formulas.js";

const PROPORTIONAL = ["clock", "units"];
const ENDS = [5, 95];

export class Model {
  #moving = new Map();
  #draws = new Map();

  constructor(index) {
    this.index = index;
    for (const [shape, data] of Object.entries(index.moving)) this.#moving.set(shape, new Formulas(data));
  }

  chip(name) {
    return this.index.chips.find((one) => one.name === name);
  }

  /* A chip's numbers with values of its choices (in their order), and where some are set, what is proportional to them.
     Nothing where there is no such design. */
  numbers(chip, values = [], set = {}) {
    const design = values.length ? chip.designs[values.join(",")] : {};
    if (design === undefined) return undefined;
    const inputs = { ...chip.numbers, ...design };
    for (const path of PROPORTIONAL) if (!chip.moved.includes(path)) inputs[path] = 1; // then its ratio is 1, too
    for (const path of [...PROPORTIONAL, "levels.0.bandwidth"])
      inputs[`set.${path}`] = (chip.moved.includes(path) ? set[path] : undefined) ?? inputs[path];
    const formulas = this.#moving.get(chip.shape);
    return formulas.evaluate(formulas.results, inputs);
  }

  /* The bound of a step: `formulas` are those of its workload, `sizes` by name. */
  step(formulas, chip, numbers, format, sizes) {
    return formulas.evaluate(formulas.results[chip.shape][format], { ...numbers, ...sizes });
  }

  /* The figures of a step, `time` and `rate`, each with its band: the 5th to the 95th percentile of what the numbers
     behind it leave open; and what widens it, the widest first. */
  banded(formulas, chip, numbers, format, sizes) {
    const { time, rate } = formulas.results[chip.shape][format];
    const at = (others) => formulas.evaluate({ time, rate }, { ...numbers, ...others, ...sizes });
    const drawn = this.#drawn(chip);
    const found = at(Object.assign({}, ...drawn.map(([one, factors]) => times(one, numbers, factors))));
    const ends = drawn.map(([one]) => [one, at(times(one, numbers, one.low)), at(times(one, numbers, one.high))]);
    return Object.fromEntries(Object.entries(at({})).map(([name, value]) => [name, band(name, value, found, ends)]));
  }

  /* The numbers of a chip that may be off, each with the factors that are drawn for it. */
  #drawn(chip) {
    if (!this.#draws.has(chip.name)) {
      const draw = (one) => triangular(uniforms(one, this.index.samples), one.low, 1, one.high);
      this.#draws.set(chip.name, chip.drawn.map((one) => [one, draw(one)]));
    }
    return this.#draws.get(chip.name);
  }
}

const times = (one, numbers, factors) => {
  const product = (number) => (factors instanceof Float64Array ? factors.map((each) => number * each) : number * factors);
  return Object.fromEntries(one.paths.map((path) => [path, product(numbers[path])]));
};

const band = (name, value, found, ends) => {
  const many = found[name] instanceof Float64Array;
  const [low, high] = many ? percentiles(found[name], ENDS) : [value, value];
  const drivers = ends
    .map(([one, least, most]) => ({ ...one, swing: Math.abs(most[name] - least[name]) }))
    .filter((one) => one.swing > 1e-12 * Math.abs(value))
    .sort((a, b) => b.swing - a.swing);
  return { value, low: Math.min(low, value), high: Math.max(high, value), drivers };
};
