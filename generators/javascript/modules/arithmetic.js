/** Expressions that a spec declares (`["+", ["name", "value"], 2048]`), evaluated exactly: conditions and fractions `[over, under]`. */

const [MOST_BITS, ONE] = [4096n, 1n];

/** The value of a tree, a whole number; `names` are BigInts by name. Throws Error. */
export function whole(tree, names) {
  return integer(value(tree, names));
}

/** The value of a tree, a condition. Throws Error. */
export function holds(tree, names) {
  return condition(value(tree, names));
}

function value(tree, names) {
  if (typeof tree === "boolean") return tree;
  if (!Array.isArray(tree)) return [BigInt(tree), ONE];
  const [kind, ...parts] = tree;
  if (kind === "name") {
    if (!names.has(parts[0])) throw new Error(`nothing is called '${parts[0]}' here`);
    return [names.get(parts[0]), ONE];
  }
  if (kind === "if") return value(holds(parts[0], names) ? parts[1] : parts[2], names);
  if (kind === "and") return holds(parts[0], names) && holds(parts[1], names);
  if (kind === "or") return holds(parts[0], names) || holds(parts[1], names);
  const values = (kind === "compare" ? parts.slice(1) : parts).map((part) => value(part, names));
  if (kind === "compare") return parts[0].every((sign, n) => compare(sign, values[n], values[n + 1]));
  if (kind === "unary not") return !condition(values[0]);
  return made(...OPERATIONS[kind](...values.map(number)));
}

function condition(found) {
  if (typeof found !== "boolean") throw new Error("a condition is needed here, not a number");
  return found;
}

function number(found) {
  if (typeof found === "boolean") throw new Error("a number is needed here, not a condition");
  return found;
}

function integer(found) {
  if (typeof found === "boolean" || found[1] !== ONE) {
    throw new Error(`a whole number is needed here, not ${typeof found === "boolean" ? found : found.join("/")}`);
  }
  return found[0];
}

/** A fraction in lowest terms, within limits. */
function made(over, under = ONE) {
  let [a, b] = [over < 0n ? -over : over, under < 0n ? -under : under];
  while (b) [a, b] = [b, a % b];
  const by = under < 0n ? -a : a;
  const result = [over / by, under / by];
  if (result.some((part) => (part < 0n ? -part : part) >> MOST_BITS)) throw new Error(`a number of more than ${MOST_BITS} bits`);
  return result;
}

function compare(sign, left, right) {
  if (typeof left === "boolean" && typeof right === "boolean" && (sign === "==" || sign === "!=")) {
    return (left === right) === (sign === "==");
  }
  const [[a, b], [c, d]] = [number(left), number(right)];
  return COMPARISONS[sign](a * d - c * b);
}

/** The quotient towards minus infinity. */
export const floorDivide = (a, b) => a / b - (a % b !== 0n && (a < 0n) !== (b < 0n) ? ONE : 0n);

function nonzero(over) {
  if (!over) throw new Error("a division by zero");
  return over;
}

function quotient([a, b], [c, d]) {
  return floorDivide(a * d, b * nonzero(c));
}

function difference([a, b], [c, d]) {
  return [a * d - c * b, b * d];
}

const product = ([a, b], [c, d]) => [a * c, b * d];

function power([a, b], right) {
  const exponent = integer(right);
  if (exponent < 0n) nonzero(a);
  const times = exponent < 0n ? -exponent : exponent;
  const size = BigInt(Math.max(a.toString(2).length, b.toString(2).length));
  if (b === ONE && (a === ONE || a === -ONE)) return [times % 2n ? a : ONE];
  if (size * times > 2n * MOST_BITS) throw new Error(`a power of more than ${MOST_BITS} bits`);
  return exponent < 0n ? [b ** times, a ** times] : [a ** times, b ** times];
}

function shift(left, right, apply) {
  const [found, amount] = [integer(left), integer(right)];
  if (amount < 0n) throw new Error(`a shift by ${amount}`);
  return [apply(found, amount)];
}

function shifted(found, amount) {
  if (amount > MOST_BITS) throw new Error(`a shift by ${amount}: at most ${MOST_BITS}`);
  return found << amount;
}

function exponent(found) {
  const n = integer(found);
  const bits = n > 0n ? n.toString(2) : "";
  if (!/^10*$/.test(bits)) throw new Error(`log2 of ${n}, which is no power of two`);
  return [BigInt(bits.length - 1)];
}

function aligned(found, to) {
  if (to[0] <= 0n) throw new Error(`alignment to ${to[0]}`);
  return product([-quotient([-found[0], found[1]], to), ONE], to);
}

const COMPARISONS = {
  "<": (difference) => difference < 0n,
  "<=": (difference) => difference <= 0n,
  ">": (difference) => difference > 0n,
  ">=": (difference) => difference >= 0n,
  "==": (difference) => difference === 0n,
  "!=": (difference) => difference !== 0n,
};

const least = (values, sign) => values.reduce((best, one) => (compare(sign, one, best) ? one : best));

const OPERATIONS = {
  "unary -": ([a, b]) => [-a, b],
  "unary +": (a) => a,
  "unary ~": (a) => [~integer(a)],
  "+": (a, [c, d]) => difference(a, [-c, d]),
  "-": difference,
  "*": product,
  "/": (a, [c, d]) => product(a, [d, nonzero(c)]),
  "//": (a, b) => [quotient(a, b)],
  "%": (a, b) => difference(a, product([quotient(a, b), ONE], b)),
  "**": power,
  "<<": (a, b) => shift(a, b, shifted),
  ">>": (a, b) => shift(a, b, (found, amount) => found >> amount),
  "&": (a, b) => [integer(a) & integer(b)],
  "|": (a, b) => [integer(a) | integer(b)],
  "^": (a, b) => [integer(a) ^ integer(b)],
  min: (...values) => least(values, "<"),
  max: (...values) => least(values, ">"),
  abs: ([a, b]) => [a < 0n ? -a : a, b],
  ceildiv: ([a, b], c) => [-quotient([-a, b], c)],
  log2: exponent,
  align: aligned,
};
