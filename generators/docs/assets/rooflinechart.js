/* The roofline as a drawing like the page's own: a slope a memory, a roof a format, the operators of a step below them. */
import { figure, plain, shape } from "./rooflinewords.js";

const WIDTH = 760;
const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [84, 734, 34, 364, 408];
const CHARACTER = 6.6;

const scale = (low, high, start, end) => {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const at = (value) => {
    const part = (Math.log10(value) - first) / (last - first);
    return start + Math.min(Math.max(part, 0), 1) * (end - start);
  };
  const every = Math.ceil((last - first + 1) / 8);
  const ticks = [];
  for (let power = first; power <= last; power += every) ticks.push(10 ** power);
  return { at: (value) => Math.round(at(value) * 10) / 10, ticks, low: 10 ** first, high: 10 ** last };
};

const color = (limit, last) => `var(--sg-${limit === 0 ? 1 : limit === last ? 8 : 2 + ((limit - 1) % 6)})`;

const text = (words, x, y, attributes = {}) => shape("text", { x, y, ...attributes }, words);

/* `chip` with `numbers` as they are now, a `step` on it, and the names of what may limit it, in the order of its places. */
export const drawn = ({ chip, numbers, step, limits }) => {
  const dots = dotsOf(step, limits);
  const roofs = roofsOf(chip, numbers, step);
  const bandwidths = chip.levels.map((_, n) => numbers[`levels.${n}.bandwidth`]);
  const top = Math.max(...roofs.map((one) => one.rate), 1);
  const low = Math.min(0.1, ...dots.map((dot) => dot.x / 2));
  const high = Math.max(1e4, ...dots.map((dot) => dot.x * 2));
  const known = bandwidths.filter(Number.isFinite);
  const x = scale(low, high, LEFT, RIGHT);
  const y = scale(Math.min(...known.map((one) => one * x.low), top, ...dots.map((dot) => dot.y)), top, BOTTOM, TOP);
  const words = dots.map((dot) => dot.text).join("; ");
  const taken = [];
  return shape(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `Roofline of ${chip.name}`, "font-size": 12 },
    shape("desc", {}, words),
    ...legend(dots, limits),
    ...grid(x, y, chip),
    ...bandwidths.flatMap((rate, n) => (Number.isFinite(rate) ? slope(chip.levels[n], rate, n, top, x, y, taken) : [])),
    ...roofs.flatMap((one) => roof(one, Math.max(...known, 1e-300), x, y, taken)),
    ...points(dots, x, y),
    shape("path", { class: "axis", fill: "none", d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` }),
  );
};

const dotsOf = (step, limits) =>
  step.operators
    .filter((one) => one.operations > 0 && one.bytes[0] > 0 && one.time > 0)
    .map((one) => {
      const share = one.total / step.time;
      const rate = one.operations / one.time;
      const text = `${one.name}: ${figure(rate, "op/s")}, ${(100 * share).toFixed(1)} % of the time, ${limits[one.limit]}`;
      return { name: one.name, x: one.operations / one.bytes[0], y: rate, share, text, color: color(one.limit, limits.length - 1), limit: limits[one.limit] };
    });

/* The peaks that the step's operators compute at, each once. */
const roofsOf = (chip, numbers, step) => {
  const found = new Map();
  for (const one of step.operators) {
    const name = chip.computes[one.computes];
    const rate = numbers[`peaks.${one.computes}`];
    if (name && one.operations > 0 && Number.isFinite(rate)) found.set(name, { name, rate, dashed: !name.startsWith("matrix") });
  }
  return [...found.values()];
};

const grid = (x, y, chip) => [
  ...x.ticks.flatMap((value) => [
    shape("line", { class: "grid", x1: x.at(value), y1: TOP, x2: x.at(value), y2: BOTTOM }),
    text(plain(value), x.at(value), BOTTOM + 17, { class: "tick", "text-anchor": "middle" }),
  ]),
  ...y.ticks.flatMap((value) => [
    shape("line", { class: "grid", x1: LEFT, y1: y.at(value), x2: RIGHT, y2: y.at(value) }),
    text(figure(value, "op/s"), LEFT - 7, y.at(value) + 4, { class: "tick", "text-anchor": "end" }),
  ]),
  text(`operations per byte of ${chip.levels[0]}`, (LEFT + RIGHT) / 2, BOTTOM + 36, { class: "tick", "text-anchor": "middle" }),
];

const named = (words, x, y, taken, attributes = {}) => {
  if (taken.some((other) => Math.abs(other - y) < 13)) return [];
  taken.push(y);
  return [text(words, x, y, attributes)];
};

const slope = (name, rate, number, top, x, y, taken) => {
  const [start, ridge] = [Math.max(x.low, y.low / rate), Math.min(top / rate, x.high)];
  const words = `${name}: ${figure(rate, "B/s")}, ridge at ${plain(top / rate)} operations per byte`;
  return [
    shape(
      "path",
      { d: `M${x.at(start)} ${y.at(start * rate)}L${x.at(ridge)} ${y.at(ridge * rate)}`, fill: "none", stroke: `var(--sg-${2 + (number % 6)})`, "stroke-width": 2 },
      shape("title", {}, words),
    ),
    ...named(name, x.at(start) + 4, y.at(start * rate) - 8, taken),
  ];
};

const roof = ({ name, rate, dashed }, fastest, x, y, taken) => [
  shape(
    "path",
    { d: `M${x.at(Math.max(rate / fastest, x.low))} ${y.at(rate)}H${RIGHT}`, fill: "none", stroke: "var(--sg-1)", "stroke-width": 2, ...(dashed ? { "stroke-dasharray": "6 4" } : {}) },
    shape("title", {}, `${name}: ${figure(rate, "op/s")}`),
  ),
  ...named(name, RIGHT - 2, y.at(rate) - 5, taken, { "text-anchor": "end" }),
];

/* The operators, and the names of the weightiest beside them where they do not touch others. */
const points = (dots, x, y) => {
  const radius = (dot) => 3.5 + 12 * Math.sqrt(Math.min(Math.max(dot.share, 0), 1));
  const circles = dots.map((dot) =>
    shape(
      "circle",
      { cx: x.at(dot.x), cy: y.at(dot.y), r: radius(dot).toFixed(1), fill: dot.color, "fill-opacity": 0.8 },
      shape("title", {}, dot.text),
    ),
  );
  const taken = [];
  const names = [];
  for (const dot of [...dots].sort((a, b) => b.share - a.share).slice(0, 14)) {
    const width = dot.name.length * CHARACTER;
    const [at, up, gap] = [x.at(dot.x), y.at(dot.y), radius(dot) + 4];
    const left = at + gap + width < WIDTH ? at + gap : at - gap - width;
    if (taken.some(([other, from, to]) => Math.abs(up - other) < 13 && left < to && from < left + width)) continue;
    taken.push([up, left, left + width]);
    names.push(text(dot.name, left, up + 4));
  }
  return [...circles, ...names];
};

const legend = (dots, limits) => {
  let at = LEFT;
  return limits.flatMap((name) => {
    const dot = dots.find((one) => one.limit === name);
    if (!dot) return [];
    const start = at;
    at += 32 + name.length * CHARACTER;
    return [shape("rect", { x: start, y: 4, width: 11, height: 11, rx: 2, fill: dot.color }), text(name, start + 16, 14)];
  });
};
