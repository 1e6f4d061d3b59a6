/** Fitting a line of assembly to a template. */

import { Wrong, numeral, parse, same } from "./expressions.js";
import { NUMBER, isLiteral } from "./templates.js";
import { quoted, shownSome } from "./words.js";

const OPERAND = { rule: "asm-operand" };
const sticky = (pattern) => new RegExp(pattern, "uy");
const [SPACE, HOLE, WORDISH, NUMERAL] = ["\\s*", "\\{\\s*([A-Za-z_]\\w*)\\s*\\}", "[\\p{L}\\p{N}_.$]+", NUMBER].map(sticky);

function match(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const isWord = (letter) => letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);

/**
 * The operands of `text` from `start` on by name, or a Wrong that says why it does not fit; spaces are free between tokens.
 *
 * Each is `{place, value, at, end}`. With `holes`, `{name}` may stand for any operand.
 */
export function matchOperands(template, text, start, holes = false) {
  const found = new Map();
  const tokens = template.operands;
  let at = start;
  for (const [i, token] of tokens.entries()) {
    at += match(SPACE, text, at)[0].length;
    if (isLiteral(token)) {
      const end = literalEnd(token, text, at);
      if (end === null) return expected(quoted(token.text), text, at);
      at = end;
      continue;
    }
    const fitted = operand(token, text, at, nextText(tokens, i), holes);
    if (fitted instanceof Wrong) return fitted;
    const before = found.get(token.name);
    if (before && !same(before.value, fitted.value)) {
      return new Wrong(`${token.name} stands twice here, with one value`, at, fitted.end - at, OPERAND);
    }
    if (!before) found.set(token.name, fitted);
    at = fitted.end;
  }
  at += match(SPACE, text, at)[0].length;
  if (at < text.length) {
    return new Wrong(`nothing is expected after this, not ${shown(text, at)}`, at, text.length - at, OPERAND);
  }
  return found;
}

/** The operands within a mnemonic, `texts` being those that its pattern found. */
export function mnemonicOperands(template, texts) {
  const places = template.mnemonic.filter((token) => !isLiteral(token));
  return new Map(
    places.map((place, i) => {
      const value = place.names.values.get(texts[i]) ?? whole(texts[i]);
      return [place.name, { place, value: numeral(value), at: 0, end: 0 }];
    }),
  );
}

function whole(text) {
  const digits = text.replaceAll("_", "");
  return digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits);
}

/** Where the text of a literal ends, or another name of the register that it is; null where it is not there. */
function literalEnd(literal, text, at) {
  for (const spelling of [literal.text, ...literal.same]) {
    const end = at + spelling.length;
    const apart = literal.same.length > 0 || literal.after;
    const glued = apart && isWord(spelling.at(-1)) && isWord(text[end]);
    if (text.startsWith(spelling, at) && !glued) return end;
  }
  return null;
}

function operand(place, text, at, stop, holes) {
  const named = place.names.values.size > 0;
  const hole = holes && (named || place.kind === "register") ? match(HOLE, text, at) : null;
  if (hole) return { place, value: { kind: "hole", text: hole[1] }, at, end: at + hole[0].length };
  const name = named ? longestName(place, text, at) : "";
  if (name) return { place, value: numeral(place.names.values.get(name)), at, end: at + name.length };
  if (place.kind === "register") return indexed(place, text, at);
  if (place.kind === "enum" && !(place.numeric && match(NUMERAL, text, at))) {
    return expected(`one of ${shownSome([...place.names.values.keys()])}`, text, at);
  }
  return parsed(text, at, (value, end) => ({ place, value, at, end }), stop, holes);
}

/** What `make` makes of an expression and its end, or the Wrong that says what is the matter with it. */
function parsed(text, at, make, stop = "", holes = false) {
  try {
    return make(...parse(text, at, stop, holes));
  } catch (error) {
    if (error instanceof Wrong) return error;
    throw error;
  }
}

/** A register by its file and number: `x[20]`. */
function indexed(place, text, at) {
  const opening = text.startsWith(place.file, at) ? match(sticky("\\s*\\["), text, at + place.file.length) : null;
  const closing = text.indexOf("]", at);
  if (!opening || closing < 0) return expected(`a register of ${place.file}`, text, at);
  const inside = at + place.file.length + opening[0].length;
  return parsed(text, inside, (value, end) =>
    text.slice(end, closing).trim() ? expected("']'", text, end) : { place, value, at, end: closing + 1 },
  );
}

/** The longest name of a place that stands at `at`, and is not the beginning of a word; empty where there is none. */
function longestName(place, text, at) {
  for (let end = Math.min(at + place.names.longest, text.length); end > at; end -= 1) {
    const name = text.slice(at, end);
    if (place.names.values.has(name) && !(isWord(text[end - 1]) && isWord(text[end]))) return name;
  }
  return "";
}

/** What stops an expression before the token after number `i`: its text, or a space before another operand. */
function nextText(tokens, i) {
  const following = tokens[i + 1];
  if (following === undefined) return "";
  return (isLiteral(following) && following.text) || " ";
}

function expected(what, text, at) {
  const word = match(WORDISH, text, at);
  return new Wrong(`${what} is expected here, not ${shown(text, at)}`, at, word ? word[0].length : 1, OPERAND);
}

function shown(text, at) {
  const word = match(WORDISH, text, at);
  if (word) return quoted(word[0].slice(0, 40));
  return at < text.length ? quoted(String.fromCodePoint(text.codePointAt(at))) : "the end of the line";
}
