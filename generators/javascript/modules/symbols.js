/** Names of a file and their values: labels, what `.equ` defines, the spec's parameters, and the functions that it declares. */

import { whole } from "./arithmetic.js";
import { Wrong, evaluate } from "./expressions.js";
import { nearest } from "./words.js";

/** How deep definitions by `.equ` may lean on each other, and how many of them one value may take. */
const [MOST_OPEN, MOST_STEPS] = [50, 2000];

const SYMBOL = { rule: "asm-symbol" };

/** The symbols of a file; while its layout is not known, labels may be guesses, and `asked` tells whether any was. */
export class Symbols {
  constructor(items, codec, constants) {
    this.items = items;
    this.registers = codec.registers.all;
    this.constants = constants;
    this.modifiers = new Map(Object.entries(codec.tables.modifiers));
    this.labels = new Map();
    this.local = new Map();
    this.equates = new Map();
    this.asked = false;
    this.open = [];
    this.steps = 0;
  }

  /** The meaning of symbols in item `index`, which stands at `here`. */
  scope(index, here) {
    return (node) => {
      if (node.kind === "modified") return this.modified(node, index, here);
      if (node.kind === "hole") throw new Wrong("{ } stands in lines of aliases alone", 0);
      return this.value(node, index, here);
    };
  }

  value(node, index, here) {
    this.asked = true;
    const { name } = node;
    if (name === ".") return here;
    if (/^[0-9]/.test(name)) return this.address(this.nearby(node, index), here);
    if (this.labels.has(name)) return this.address(this.labels.get(name), here);
    if (this.equates.has(name)) return this.equate(node);
    if (this.constants.has(name)) return this.constants.get(name);
    throw this.unknown(node);
  }

  /** The item of a label that item `index` names. Throws Wrong. */
  label(node, index) {
    if (/^[0-9]/.test(node.name)) return this.nearby(node, index);
    if (!this.labels.has(node.name)) throw this.unknown(node);
    return this.labels.get(node.name);
  }

  /** The address of an item; until it has been placed once, `here`: as near as can be. */
  address(item, here) {
    return this.items[item].placed ? this.items[item].address : here;
  }

  /** The item of a label such as `1f` or `1b`. */
  nearby({ name, at }, index) {
    const [number, back] = [name.slice(0, -1), name.endsWith("b")];
    const places = this.local.get(number) ?? [];
    const after = places.findIndex((place) => place >= index);
    const found = (after < 0 ? places.length : after) - (back ? 1 : 0);
    if (found >= 0 && found < places.length) return places[found];
    const message = `there is no label ${number}: ${back ? "before" : "after"} this`;
    throw new Wrong(message, at, name.length, { rule: "asm-undefined-symbol" });
  }

  equate({ name, at }) {
    const [expression, index] = this.equates.get(name);
    if (this.open.includes(name)) throw new Wrong(`${name} is defined in terms of itself`, at, name.length, SYMBOL);
    this.steps = this.open.length ? this.steps + 1 : 0;
    if (this.open.length > MOST_OPEN || this.steps > MOST_STEPS) {
      throw new Wrong(`${name} takes too many definitions`, at, name.length, SYMBOL);
    }
    this.open.push(name);
    try {
      return evaluate(expression, this.scope(index, this.address(index, 0n)));
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      const message = error.rule === SYMBOL.rule ? error.message : `the value of ${name}: ${error.message}`;
      throw new Wrong(message, at, name.length, { rule: error.rule });
    } finally {
      this.open.pop();
    }
  }

  unknown({ name, at }) {
    if (this.registers.has(name)) {
      return new Wrong(`${name} is a register; a number is expected here`, at, name.length, { rule: "asm-operand" });
    }
    const hint = nearest(name, [...this.labels.keys(), ...this.equates.keys(), ...this.constants.keys()]);
    return new Wrong(`${name} is not defined`, at, name.length, { rule: "asm-undefined-symbol", hint });
  }

  /** The value of a function in item `index`, which stands at `here`. Throws Wrong. */
  modified(node, index, here) {
    const failed = (message, hint = null) => new Wrong(message, node.at, node.name.length + 1, { hint });
    const modifier = this.modifiers.get(node.name);
    if (!modifier) throw failed(`there is no function %${node.name}`, nearest(node.name, this.modifiers.keys()));
    const [value, at] = modifier.of
      ? this.there(node, modifier.of, index, here, failed)
      : [evaluate(node.argument, this.scope(index, here)), here];
    try {
      return whole(modifier.value, new Map([["value", value], ["here", at]]));
    } catch (error) {
      throw failed(`%${node.name}: ${error.message}`);
    }
  }

  /** The argument of function `name` in the statement at a label, and where that statement stands. */
  there(node, name, index, here, failed) {
    if (node.argument.kind !== "symbol") throw failed(`%${node.name} takes the label of a statement with %${name}`);
    const label = this.label(node.argument, index);
    const statement = this.items.slice(label).find((item) => item.kind === "code");
    const nodes = (statement?.fits ?? []).flatMap(([, operands]) => [...operands.values()].flatMap(({ value }) => functions(value)));
    const found = nodes.find((one) => one.name === name);
    if (!found) throw failed(`the statement at ${node.argument.name} has no %${name}`);
    const at = this.address(label, here);
    return [evaluate(found.argument, this.scope(label, at)), at];
  }
}

/** The functions in an expression. */
function functions(node) {
  const inside = ["argument", "operand", "left", "right", "condition", "then", "otherwise"].filter((part) => part in node);
  return [...(node.kind === "modified" ? [node] : []), ...inside.flatMap((part) => functions(node[part]))];
}
