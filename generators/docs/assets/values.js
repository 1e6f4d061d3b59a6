/* Bits as numbers and numbers as bits, by a type of the manifest: `{kind, width, signed, ...}`. */

const ones = (width) => (1n << BigInt(width)) - 1n;

/** The number that bits stand for: a BigInt for integers, else a Number. */
export function value(type, bits) {
  if (type.kind === "float") return float(type, bits);
  const whole = type.signed ? BigInt.asIntN(type.width, bits) : BigInt.asUintN(type.width, bits);
  return type.kind === "fixed" ? Number(whole) / 2 ** type.fraction : whole;
}

function float(type, bits) {
  const { exponent, mantissa, bias, nans, infinities, subnormals } = type;
  const top = ones(exponent + mantissa), size = bits & top;
  const negative = type.signed && bits >> BigInt(exponent + mantissa) !== 0n;
  const e = Number(size >> BigInt(mantissa)), fraction = Number(size & ones(mantissa)) / 2 ** mantissa;
  if (nans === "negative_zero" && negative && size === 0n) return NaN;
  if (nans === "all_ones" && size === top) return NaN;
  if (nans === "ieee" && e === 2 ** exponent - 1 && fraction !== 0) return NaN;
  const greatest = nans === "ieee" ? top - (1n << BigInt(mantissa)) : top - (nans === "all_ones" ? 1n : 0n) - (infinities ? 1n : 0n);
  const sign = negative ? -1 : 1;
  if (infinities && size > greatest) return sign * Infinity;
  if (subnormals && e === 0) return sign * fraction * 2 ** (1 - bias);
  return !subnormals && mantissa > 0 && size === 0n ? 0 : sign * (1 + fraction) * 2 ** (e - bias);
}

/** The bits nearest to a number: integers wrap, floats round to nearest even and keep within what is finite. */
export function bitsOf(type, number) {
  if (type.kind === "integer") return BigInt.asUintN(type.width, typeof number === "bigint" ? number : BigInt(Math.round(number)));
  if (type.kind === "fixed") return BigInt.asUintN(type.width, BigInt(Math.round(Number(number) * 2 ** type.fraction)));
  const size = Math.abs(Number(number)), least = 1 - type.bias;
  const negative = type.signed && (number < 0 || Object.is(number, -0));
  const sign = negative ? 1n << BigInt(type.exponent + type.mantissa) : 0n;
  const e = size === 0 ? least : Math.max(Math.floor(Math.log2(size)), least);
  const steps = even(size * 2 ** (type.mantissa - e)); // of 2^(e - mantissa); a carry goes into the exponent
  const code = steps + Math.max(e - least, 0) * 2 ** type.mantissa;
  const top = ones(type.exponent + type.mantissa);
  const most = type.nans === "ieee" ? top - (1n << BigInt(type.mantissa)) : top - (type.nans === "all_ones" ? 1n : 0n) - (type.infinities ? 1n : 0n);
  const whole = BigInt(Number.isFinite(code) ? code : 0);
  return sign | (whole > most ? most : whole);
}

/** The nearest whole number, of two the even one. */
function even(x) {
  const below = Math.floor(x), rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** A number as a text that is short, and long enough to tell it from its neighbours. */
export function text(type, bits) {
  const number = value(type, bits);
  if (typeof number === "bigint") return number.toString();
  if (Object.is(number, -0)) return "-0";
  if (!Number.isFinite(number) || type.kind === "fixed") return String(number).replace("Infinity", "inf");
  return String(Number(number.toPrecision(Math.ceil((type.mantissa + 1) * 0.30103) + 1)));
}

/** Bits as hexadecimal digits of their type's width. */
export const hex = (bits, width) => `0x${BigInt.asUintN(width, bits).toString(16).padStart(Math.ceil(width / 4), "0")}`;
