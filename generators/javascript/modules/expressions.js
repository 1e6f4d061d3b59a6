/** Operand expressions: numbers, labels and symbols with the operators of C, on exact integers. */

/** What is wrong with a line; `at` and `length` give the wrong characters, `rule` the rule that they break. */
export class Wrong extends Error {
  constructor(message, at, length = 1, { rule = "asm-expression", hint = null } = {}) {
    super(message);
    this.at = at;
    this.length = length;
    this.rule = rule;
    this.hint = hint;
  }
}

/** The most operators and values in an expression, open parentheses, and bits of a value. */
const [MOST_PARTS, MOST_OPEN, MOST_BITS] = [400, 50, 256n];

export const WORD = "[A-Za-z_.$][\\p{L}\\p{N}_.$]*";
const TAIL = "[\\p{L}\\p{N}_.$]";
const DIGITS = "0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9][0-9_]*";
const TOKEN = new RegExp(
  `\\s*(?:(?<character>'(?:\\\\.|[^\\\\'\\n])')|(?<binary>0[bB][01_]+(?!${TAIL}))|(?<local>[0-9]+[bf](?!${TAIL}))` +
    `|(?<number>(?:${DIGITS}))(?<tail>${TAIL}*)|(?<word>${WORD})` +
    "|\\{(?<hole>[^\\{\\}]*)\\}|%(?<modifier>[A-Za-z_][\\p{L}\\p{N}_]*)(?=\\s*\\()" +
    "|(?<operator><<|>>|<=|>=|==|!=|&&|\\|\\||[-+*\\/%&\\|^~!<>?:\\(\\)]))",
  "uy",
);
const LEVELS = ["||", "&&", "|", "^", "&", "== !=", "< <= > >=", "<< >>", "+ -", "* / %"];
const PRECEDENCE = new Map(LEVELS.flatMap((signs, level) => signs.split(" ").map((sign) => [sign, level + 1])));
const ESCAPES = { n: 10, t: 9, r: 13, 0: 0, a: 7, b: 8, f: 12, v: 11 };
const isSpace = (letter) => letter !== undefined && letter !== "" && /\s/u.test(letter);

/** The expression of a number. */
export const numeral = (value) => ({ kind: "number", value });

/**
 * The expression that begins at `start`, and where it ends: `[expression, end]`. Throws Wrong.
 *
 * It goes on as far as it can, but no operator that begins like `stop` (the text that a template expects next) is taken
 * outside parentheses; where `stop` is a space, none with a space before it alone (`1 -2` are two values). With `holes`,
 * `{name}` is a value.
 */
export function parse(text, start = 0, stop = "", holes = false) {
  const parser = new Parser(text, start, stop, holes);
  const expression = parser.choice();
  return [expression, parser.at];
}

/** The code of a character as it is quoted: itself, or what follows a backslash. */
export const character = (text) =>
  text[0] === "\\" ? ESCAPES[text[1]] ?? text.codePointAt(1) : text.codePointAt(0);

/** The value of an expression; `scope` tells those of symbols, holes and functions. Throws Wrong. */
export function evaluate(expression, scope) {
  const { kind, sign } = expression;
  if (kind === "number") return expression.value;
  if (kind === "unary") return UNARY[sign](evaluate(expression.operand, scope));
  if (kind === "choice") {
    return evaluate(evaluate(expression.condition, scope) ? expression.then : expression.otherwise, scope);
  }
  if (kind !== "binary") return scope(expression);
  const left = evaluate(expression.left, scope);
  if (sign === "&&") return BigInt(Boolean(left && evaluate(expression.right, scope)));
  if (sign === "||") return BigInt(Boolean(left || evaluate(expression.right, scope)));
  return binary(sign, left, evaluate(expression.right, scope), expression.at);
}

/** Whether two expressions are written alike, at the same place. */
export function same(one, other) {
  const plain = (key, value) => (typeof value === "bigint" ? `${value}n` : value);
  return JSON.stringify(one, plain) === JSON.stringify(other, plain);
}

/** Precedence climbing over tokens that are cut as they are needed. */
class Parser {
  constructor(text, start, stop, holes) {
    Object.assign(this, { text, at: start, stop, holes, open: 0, left: MOST_PARTS });
  }

  choice() {
    const condition = this.binary(1);
    if (!this.take("?")) return condition;
    this.spend();
    this.open += 1;
    const then = this.choice();
    this.open -= 1;
    if (!this.take(":")) throw new Wrong("the : of ? : is missing", this.here());
    return { kind: "choice", condition, then, otherwise: this.choice() };
  }

  binary(least) {
    let left = this.unary();
    for (;;) {
      const token = this.peek();
      const sign = token?.operator;
      if (sign === undefined || (PRECEDENCE.get(sign) ?? 0) < least || this.stops(token)) return left;
      this.spend();
      this.at = token.end;
      left = { kind: "binary", sign, left, right: this.binary(PRECEDENCE.get(sign) + 1), at: token.start };
    }
  }

  unary() {
    const token = this.peek();
    if (token === null || (token.hole !== undefined && !this.holes)) throw new Wrong("a value is missing here", this.here());
    this.spend();
    if (token.modifier) {
      this.at = token.end;
      return { kind: "modified", name: token.modifier, argument: this.parenthesis(this.peek() ?? token), at: token.start };
    }
    const sign = token.operator;
    if (sign in UNARY) {
      this.at = token.end;
      const operand = this.unary();
      return sign === "-" && operand.kind === "number" ? numeral(-operand.value) : { kind: "unary", sign, operand };
    }
    if (sign === "(") return this.parenthesis(token);
    if (sign) throw new Wrong(`a value is missing before ${sign}`, token.start);
    this.at = token.end;
    return atom(token);
  }

  parenthesis(token) {
    this.at = token.end;
    this.open += 1;
    if (this.open > MOST_OPEN) throw new Wrong(`over ${MOST_OPEN} parentheses are open`, token.start);
    const inside = this.choice();
    this.open -= 1;
    if (!this.take(")")) throw new Wrong("this ( is not closed", token.start);
    return inside;
  }

  /** The next token: its groups by name, its first character and its end; null where there is none. */
  peek() {
    TOKEN.lastIndex = this.at;
    const found = TOKEN.exec(this.text);
    if (found === null) return null;
    return { ...found.groups, start: found.index + found[0].length - found[0].trimStart().length, end: TOKEN.lastIndex };
  }

  take(sign) {
    const token = this.peek();
    if (token === null || token.operator !== sign || this.stops(token)) return false;
    this.at = token.end;
    return true;
  }

  stops(token) {
    if (this.open || this.stop !== " ") {
      return this.stop !== "" && !this.open && this.text.startsWith(this.stop, token.start);
    }
    return isSpace(this.text[token.start - 1]) && !isSpace(this.text[token.end]);
  }

  spend() {
    this.left -= 1;
    if (this.left < 0) throw new Wrong(`an expression has at most ${MOST_PARTS} parts`, this.here());
  }

  /** The offset of the next character. */
  here() {
    return this.text.length - this.text.slice(this.at).trimStart().length;
  }
}

function atom(token) {
  const { start: at, tail = "" } = token;
  if (token.hole !== undefined) return { kind: "hole", text: token.hole.trim() };
  if (token.word || token.local) return { kind: "symbol", name: token.word ?? token.local, at };
  if (token.character) return numeral(BigInt(character(token.character.slice(1, -1))));
  const text = token.binary ?? token.number;
  if (tail || text.endsWith("_") || text.includes("__")) throw new Wrong("this is no number", at, text.length + tail.length);
  const decimal = /^[0-9_]+$/.test(text);
  if (decimal && text.length > 1 && text[0] === "0" && /[^0_]/.test(text)) {
    const hint = `0o${text.slice(1).replace(/^_+/, "")} is octal, ${text.replace(/^[0_]+/, "")} decimal`;
    throw new Wrong("a decimal number does not begin with 0", at, text.length, { hint });
  }
  const value = text.length <= 2n * MOST_BITS ? BigInt(text.replaceAll("_", "")) : null;
  if (value === null || value >> MOST_BITS) throw new Wrong(`a number has at most ${MOST_BITS} bits`, at, text.length);
  return numeral(value);
}

const UNARY = { "-": (a) => -a, "+": (a) => a, "~": (a) => ~a, "!": (a) => BigInt(!a) };
const BINARY = {
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "&": (a, b) => a & b,
  "==": (a, b) => BigInt(a === b),
  "!=": (a, b) => BigInt(a !== b),
  "<": (a, b) => BigInt(a < b),
  "<=": (a, b) => BigInt(a <= b),
  ">": (a, b) => BigInt(a > b),
  ">=": (a, b) => BigInt(a >= b),
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

function binary(sign, left, right, at) {
  if ((sign === "/" || sign === "%") && !right) throw new Wrong("this divides by zero", at);
  if ((sign === "<<" || sign === ">>") && !(right >= 0n && right <= MOST_BITS)) {
    throw new Wrong(`this shifts by ${right}: not within 0 to ${MOST_BITS}`, at, 2);
  }
  const value = BINARY[sign](left, right);
  if ((value < 0n ? -value : value) >> MOST_BITS) throw new Wrong(`the value takes more than ${MOST_BITS} bits`, at, sign.length);
  return value;
}
