/* Figures in words, as the tables of the page have them, and elements without markup in them. */

const PREFIXES = [
  [1e18, "E"], [1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""], [1e-3, "m"], [1e-6, "µ"],
  [1e-9, "n"], [1e-12, "p"], [1e-15, "f"],
];

/* Three digits, without an exponent where the number is not far from one. */
export const plain = (value) => {
  if (!Number.isFinite(value)) return "∞";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e9)) return String(Number(value.toPrecision(3)));
  return value.toExponential(2);
};

/* A quantity with its unit and the prefix that brings it above one. */
export const figure = (value, unit) => {
  if (!unit || value === 0 || !Number.isFinite(value)) return `${plain(value)} ${unit}`.trim();
  const [factor, prefix] = PREFIXES.find(([least]) => Math.abs(value) >= least) ?? PREFIXES.at(-1);
  return `${plain(value / factor)} ${prefix}${unit}`;
};

/* A count with its thousands apart. */
export const count = (value) => (value >= 100 ? Math.round(value).toLocaleString("en") : plain(value));

const SVG = "http://www.w3.org/2000/svg";

const made = (one, attributes, children) => {
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
};

export const element = (name, attributes = {}, ...children) => made(document.createElement(name), attributes, children);

export const shape = (name, attributes = {}, ...children) =>
  made(document.createElementNS(SVG, name), attributes, children);
