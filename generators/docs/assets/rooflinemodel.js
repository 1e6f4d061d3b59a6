/* Chips and steps of workloads, computed by the formulas of the performance model. Knows nothing of pages. */
import { Formulas, percentile, triangular, uniforms } from "./formulas.js";

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

  /* A figure of a step (`time` or `rate`) with its band, the 5th to the 95th percentile of what the numbers behind it
     leave open, and what widens it, the widest first. */
  banded(formulas, chip, numbers, format, sizes, figure) {
    const place = formulas.results[chip.shape][format][figure];
    const at = (others) => formulas.evaluate(place, { ...numbers, ...others, ...sizes });
    const value = at({});
    const drawn = this.#drawn(chip);
    if (!drawn.length) return { value, low: value, high: value, drivers: [] };
    const found = at(Object.assign({}, ...drawn.map(([one, factors]) => times(one, numbers, factors))));
    const [low, high] = found instanceof Float64Array ? ENDS.map((end) => percentile(found, end)) : [value, value];
    const drivers = drawn
      .map(([one]) => ({ ...one, ends: [one.low, one.high].map((end) => at(times(one, numbers, end))) }))
      .map((one) => ({ ...one, swing: Math.abs(one.ends[1] - one.ends[0]) }))
      .filter((one) => one.swing > 1e-12 * Math.abs(value))
      .sort((a, b) => b.swing - a.swing);
    return { value, low: Math.min(low, value), high: Math.max(high, value), drivers };
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
