/* Evaluates formulas that were read off the performance model: lists of steps, each of which reads earlier ones.
   A number may be an array of them (Float64Array, all of one length): then so is what is made of it. */

// Python's //: the greatest whole number not above the quotient, also where the quotient rounds up to one.
const floordiv = (a, b) => {
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && rest < 0 !== b < 0) quotient -= 1;
  const whole = Math.floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
};

const KINDS = {
  neg: (a) => -a,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  floordiv,
  pow: (a, b) => a ** b,
  max: (a, b) => (b > a ? b : a),
  min: (a, b) => (b < a ? b : a),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  and: (a, b) => (a && b ? 1 : 0),
  if: (condition, yes, no) => (condition ? yes : no),
};

const each = (kind, [a, b, c]) => {
  const [many, more, most] = [a, b, c].map((one) => one instanceof Float64Array);
  if (!many && !more && !most) return kind(a, b, c);
  const made = new Float64Array((many ? a : more ? b : c).length);
  if (c !== undefined) for (let n = 0; n < made.length; n++) made[n] = kind(many ? a[n] : a, more ? b[n] : b, most ? c[n] : c);
  else if (many && more) for (let n = 0; n < made.length; n++) made[n] = kind(a[n], b[n]);
  else if (many) for (let n = 0; n < made.length; n++) made[n] = kind(a[n], b);
  else for (let n = 0; n < made.length; n++) made[n] = kind(a, b[n]);
  return made;
};

/* Formulas as `specgen` writes them: `steps`, and `results` whose whole numbers are places of steps. */
export class Formulas {
  #plans = new Map();

  constructor({ steps, results }) {
    this.steps = steps;
    this.results = results;
  }

  /* What some places come to, in the shape in which they are given: a place, or places in lists and under names. */
  evaluate(wanted, inputs) {
    const known = new Array(this.steps.length);
    for (const place of this.#needed(wanted)) {
      const [kind, ...read] = this.steps[place];
      if (kind === "number") known[place] = read[0] ?? Infinity;
      else if (kind === "input") known[place] = this.#input(inputs, read[0]);
      else known[place] = each(KINDS[kind], [known[read[0]], known[read[1]], known[read[2]]]);
    }
    return this.#shaped(wanted, (place) => known[place]);
  }

  #input(inputs, name) {
    if (!(name in inputs)) throw new Error(`no input is called ${name}`);
    return inputs[name] ?? Infinity;
  }

  /* The places of the steps that some results need, in order; found once for each set of them. */
  #needed(wanted) {
    const places = [];
    this.#shaped(wanted, (place) => places.push(place));
    const key = places.join();
    if (!this.#plans.has(key)) this.#plans.set(key, this.#plan(new Set(places)));
    return this.#plans.get(key);
  }

  #plan(needed) {
    for (let place = this.steps.length - 1; place >= 0; place--) {
      const [kind, ...read] = this.steps[place];
      if (needed.has(place) && kind !== "number" && kind !== "input") for (const one of read) needed.add(one);
    }
    return [...needed].sort((a, b) => a - b);
  }

  #shaped(wanted, of) {
    if (typeof wanted === "number") return of(wanted);
    if (Array.isArray(wanted)) return wanted.map((one) => this.#shaped(one, of));
    if (wanted === null || typeof wanted !== "object") return wanted;
    return Object.fromEntries(Object.entries(wanted).map(([name, one]) => [name, this.#shaped(one, of)]));
  }
}

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const ALL = (1n << 128n) - 1n;
const LOW = (1n << 64n) - 1n;

/* The uniform numbers that NumPy's default generator draws from a state on (PCG64, XSL-RR; M. O'Neill, 2014). */
export const uniforms = ({ state, increment }, count) => {
  let now = BigInt(state);
  const add = BigInt(increment);
  const drawn = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    now = (now * MULTIPLIER + add) & ALL;
    const mixed = ((now >> 64n) ^ now) & LOW;
    const turn = now >> 122n;
    const word = ((mixed >> turn) | (mixed << (64n - turn))) & LOW;
    drawn[n] = Number(word >> 11n) / 9007199254740992;
  }
  return drawn;
};

/* The numbers of a triangle from `low` over `mode` to `high` that uniform ones stand for. */
export const triangular = (uniform, low, mode, high) => {
  const base = high - low;
  const ratio = (mode - low) / base;
  return uniform.map((u) =>
    u <= ratio ? low + Math.sqrt(u * (mode - low) * base) : high - Math.sqrt((1 - u) * (high - mode) * base),
  );
};

/* Percentiles, between two of the values as linear as NumPy has them. */
export const percentiles = (values, percents) => {
  const sorted = Float64Array.from(values).sort();
  return percents.map((percent) => {
    const at = ((sorted.length - 1) * percent) / 100;
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
  });
};
