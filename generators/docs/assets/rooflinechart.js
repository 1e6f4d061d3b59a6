/* Drawings like the page's own: the roofline with a slope a memory, a roof a format, and the operators of a step below
   them; and a figure of a step over one of its sizes. Shaded is what the numbers behind a line leave open. */
import { count, figure, plain, shape } from "./rooflinewords.js";

const WIDTH = 760;
const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [84, 734, 34, 364, 408];
const CHARACTER = 6.6;

/* A logarithmic axis between two numbers, or the powers of ten around them. */
const scale = (least, most, start, end, exact = false) => {
  const first = exact ? Math.log10(least) : Math.floor(Math.log10(least) + 1e-9);
  const last = Math.max(exact ? Math.log10(most) : Math.ceil(Math.log10(most) - 1e-9), first + 1);
  const at = (value) => {
    const part = (Math.log10(value) - first) / (last - first);
    return Math.round((start + Math.min(Math.max(part, 0), 1) * (end - start)) * 10) / 10;
  };
  const every = Math.ceil((last - first + 1) / 8);
  const ticks = [];
  for (let power = Math.ceil(first); power <= last; power += every) ticks.push(10 ** power);
  return { at, ticks, low: 10 ** first, high: 10 ** last };
};

const text = (words, x, y, attributes = {}) => shape("text", { x, y, ...attributes }, words);

const path = (points, x, y, attributes, ...children) =>
  shape("path", { d: `M${points.map(([a, b]) => `${x.at(a)} ${y.at(b)}`).join("L")}`, fill: "none", ...attributes }, ...children);

const shaded = (points, x, y, color) => path(points, x, y, { fill: color, "fill-opacity": 0.14 });

const framed = (label, words, parts) =>
  shape(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, "font-size": 12 },
    shape("desc", {}, words),
    ...parts,
    shape("path", { class: "axis", fill: "none", d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` }),
  );

const grid = (x, y, title, across, up) => [
  ...x.ticks.flatMap((value) => [
    shape("line", { class: "grid", x1: x.at(value), y1: TOP, x2: x.at(value), y2: BOTTOM }),
    text(across(value), x.at(value), BOTTOM + 17, { class: "tick", "text-anchor": "middle" }),
  ]),
  ...y.ticks.flatMap((value) => [
    shape("line", { class: "grid", x1: LEFT, y1: y.at(value), x2: RIGHT, y2: y.at(value) }),
    text(up(value), LEFT - 7, y.at(value) + 4, { class: "tick", "text-anchor": "end" }),
  ]),
  text(title, (LEFT + RIGHT) / 2, BOTTOM + 36, { class: "tick", "text-anchor": "middle" }),
];

/* The roofline of a chip with `numbers` as they are now, and of a `step` on it if any; `limits` are the names of what may
   limit it, in the order of their places. */
export const drawnRoofline = ({ chip, numbers, step, limits }) => {
  const dots = step ? dotsOf(step, limits) : [];
  const roofs = roofsOf(chip, numbers, step);
  const slopes = chip.levels
    .map((name, n) => ({ name, rate: numbers[`levels.${n}.bandwidth`], color: `var(--sg-${2 + (n % 6)})`, ends: ends(chip, `levels.${n}.bandwidth`) }))
    .filter((one) => Number.isFinite(one.rate));
  const top = Math.max(...roofs.map((one) => one.rate), 1);
  const fastest = Math.max(...slopes.map((one) => one.rate), 1e-300);
  const ridges = slopes.map((one) => top / one.rate);
  const x = scale(Math.min(0.1, ...dots.map((dot) => dot.x / 2)), Math.max(1e4, ...ridges.map((one) => one * 2), ...dots.map((dot) => dot.x * 2)), LEFT, RIGHT);
  const floor = Math.min(...slopes.map((one) => one.rate * x.low), top, ...dots.map((dot) => dot.y));
  const y = scale(floor, Math.max(...roofs.map((one) => one.rate * one.ends[1]), 1), BOTTOM, TOP);
  const taken = [];
  return framed(`Roofline of ${chip.name}`, [...slopes.map(slopeWords(top)), ...roofs.map(roofWords), ...dots.map((dot) => dot.text)].join("; "), [
    ...legend(dots, limits),
    ...grid(x, y, `operations per byte of ${chip.levels[0]}`, plain, (value) => figure(value, "op/s")),
    ...slopes.flatMap((one) => slope(one, top, x, y, taken)),
    ...roofs.flatMap((one) => roof(one, fastest, x, y, taken)),
    ...points(dots, x, y),
  ]);
};

const slopeWords = (top) => ({ name, rate }) => `${name}: ${figure(rate, "B/s")}, ridge at ${plain(top / rate)} operations per byte`;
const roofWords = ({ name, rate }) => `${name}: ${figure(rate, "op/s")}`;

/* How far a number of the chip may be off, as factors of it. */
const ends = (chip, name) => {
  const found = chip.drawn.find((one) => one.paths.includes(name));
  return found ? [found.low, found.high] : [1, 1];
};

const dotsOf = (step, limits) =>
  step.operators
    .filter((one) => one.operations > 0 && one.bytes[0] > 0 && one.time > 0)
    .map((one) => {
      const [rate, share, limit] = [one.operations / one.time, one.total / step.time, limits[one.limit]];
      const words = `${one.name}: ${figure(rate, "op/s")}, ${(100 * share).toFixed(1)} % of the time, ${limit}`;
      return { name: one.name, x: one.operations / one.bytes[0], y: rate, share, text: words, limit, color: colorOf(one.limit, limits) };
    });

const colorOf = (place, limits) =>
  `var(--sg-${place === 0 ? 1 : place === limits.length - 1 ? 8 : 2 + ((place - 1) % 6)})`;

/* The peaks that the step's operators compute at, each once; without a step, those of the chip's own formats. */
const roofsOf = (chip, numbers, step) => {
  const asked = step ? step.operators.filter((one) => one.operations > 0).map((one) => one.computes) : chip.own;
  const found = new Map();
  for (const one of asked) {
    const [name, rate] = [chip.computes[one], numbers[`peaks.${one}`]];
    if (name && Number.isFinite(rate))
      found.set(name, { name, rate, dashed: !name.startsWith("matrix"), ends: ends(chip, `peaks.${one}`) });
  }
  return [...found.values()];
};

const named = (words, x, y, taken, attributes = {}) => {
  if (taken.some((other) => Math.abs(other - y) < 13)) return [];
  taken.push(y);
  return [text(words, x, y, attributes)];
};

const slope = (one, top, x, y, taken) => {
  const { name, rate, color } = one;
  const [least, most] = one.ends;
  const start = Math.max(x.low, y.low / (rate * least));
  const to = (factor) => [Math.min(top / (rate * factor), x.high), Math.min(top, x.high * rate * factor)];
  const line = [[start, start * rate], to(1)];
  return [
    shaded([[start, start * rate * least], to(least), to(most), [start, start * rate * most]], x, y, color),
    path(line, x, y, { stroke: color, "stroke-width": 2 }, shape("title", {}, slopeWords(top)(one))),
    ...named(name, x.at(start) + 28, y.at(start * rate) - 1, taken),
  ];
};

const roof = (one, fastest, x, y, taken) => {
  const start = Math.max(one.rate / fastest, x.low);
  const [least, most] = one.ends.map((factor) => one.rate * factor);
  const dashes = one.dashed ? { "stroke-dasharray": "6 4" } : {};
  return [
    shaded([[start, least], [x.high, least], [x.high, most], [start, most]], x, y, "var(--sg-1)"),
    path([[start, one.rate], [x.high, one.rate]], x, y, { stroke: "var(--sg-1)", "stroke-width": 2, ...dashes }, shape("title", {}, roofWords(one))),
    ...named(one.name, RIGHT - 2, y.at(one.rate) - 5, taken, { "text-anchor": "end" }),
  ];
};

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

/* A rate over a size: `curve` are sizes with the rate and its band there, `now` is one of them, `wanted` what targets ask. */
export const drawnCurve = ({ label, size, makes, curve, now, wanted }) => {
  const x = scale(curve[0].at, curve.at(-1).at, LEFT, RIGHT, true);
  const y = scale(Math.min(...curve.map((one) => one.low), ...wanted), Math.max(...curve.map((one) => one.high), ...wanted), BOTTOM, TOP);
  const color = "var(--sg-1)";
  const words = curve.map((one) => `${size} ${count(one.at)}: ${count(one.value)} ${makes}`);
  return framed(label, words.join("; "), [
    ...grid(x, y, size.toLowerCase(), count, count),
    text(makes, LEFT, 14, { class: "tick" }),
    shaded([...curve.map((one) => [one.at, one.low]), ...curve.map((one) => [one.at, one.high]).reverse()], x, y, color),
    path(curve.map((one) => [one.at, one.value]), x, y, { stroke: color, "stroke-width": 2 }),
    ...wanted.flatMap((value) => [
      path([[x.low, value], [x.high, value]], x, y, { stroke: "var(--sg-5)", "stroke-width": 1.5, "stroke-dasharray": "6 4" }),
      text(`target ${count(value)}`, RIGHT - 2, y.at(value) - 5, { "text-anchor": "end" }),
    ]),
    ...curve
      .filter((one) => one.at === now)
      .map((one) =>
        shape("circle", { cx: x.at(one.at), cy: y.at(one.value), r: 5, fill: color }, shape("title", {}, `${size} ${count(one.at)}: ${count(one.value)} ${makes}`)),
      ),
  ]);
};
