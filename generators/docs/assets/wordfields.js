/* A word and its assembly: whichever is typed, the other follows, and the bits are shown below. */

import { element, show } from "./wordview.js";

const NUMBER = /^(0x[0-9a-f]+|0b[01]+|0o[0-7]+|[0-9]+)$/;

/** A word in hexadecimal, as long as it is. */
export const hex = (word, bytes) => `0x${word.toString(16).padStart(2 * bytes, "0")}`;

/** A label and its control, and a place below for what is wrong with it: `wrong()` takes that away. */
export function field(label, control) {
  const problem = element("output", { className: "sg-problem", id: `${control.id}-problem` });
  control.setAttribute("aria-describedby", problem.id);
  const name = element("label", { htmlFor: control.id, textContent: label });
  const wrong = (...said) => {
    control.setAttribute("aria-invalid", String(said.length > 0));
    problem.replaceChildren(...said);
  };
  return { made: element("div", { className: "sg-field" }, name, control, problem), wrong };
}

/** What is wrong with a line: the words, and the line with the place marked. */
export function marked(line, { column, length, message, hint }) {
  const letters = [...line];
  const cut = (from, to) => letters.slice(from, to).join("");
  const [start, end] = [column - 1, column - 1 + Math.max(length, 1)];
  const place = element("code", {}, cut(0, start), element("mark", { textContent: cut(start, end) || " " }), cut(end));
  return [`Column ${column}: ${message}${hint ? `; ${hint}` : ""}. `, place];
}

const input = (id) => element("input", { id, spellcheck: false, autocomplete: "off", autocapitalize: "off" });

/**
 * The two fields, and the word below them. `changed({word, text})` is told what was typed, the other one being null;
 * `address(name)` is the page of an instruction. `set` puts a state in; `codec` may be changed.
 */
export function wordFields({ codec, id, changed = () => {}, address }) {
  const [word, text] = [input(`${id}-word`), input(`${id}-text`)];
  const [ofWord, ofText] = [field("Word", word), field("Assembly", text)];
  const name = element("p", { className: "sg-is" });
  name.setAttribute("aria-live", "polite");
  const view = element("div", { className: "sg-view" });
  const pair = element("div", { className: "sg-pair" }, ofWord.made, ofText.made);
  const fields = { made: element("div", { className: "sg-fieldset" }, pair, name, view), codec, set, decode };

  function tell(decoded) {
    show(view, decoded);
    if (decoded === null) return name.replaceChildren();
    const link = element("a", { href: address(decoded.name), textContent: decoded.name });
    name.replaceChildren(link, `, ${decoded.length} bytes: `, element("code", { textContent: decoded.text }));
  }

  /** Shows a word that is an instruction, and its text. */
  function decode(digits) {
    ofText.wrong();
    const plain = digits.trim().replaceAll("_", "").toLowerCase();
    const decoded = NUMBER.test(plain) ? fields.codec.decode(plain) : null;
    if (decoded !== null) text.value = decoded.text;
    if (decoded !== null) ofWord.wrong();
    else if (NUMBER.test(plain)) ofWord.wrong(`${plain} is no instruction.`);
    else ofWord.wrong("A number is expected here: 0x13, 0b10011 or 19.");
    tell(decoded);
  }

  /** Shows what a line of assembly becomes. */
  function encode() {
    ofWord.wrong();
    const { bytes, errors } = fields.codec.assemble(text.value, 0n);
    const decoded = errors.length || !bytes.length ? null : fields.codec.decode(bytes);
    if (decoded !== null) word.value = hex(decoded.word, decoded.length);
    if (errors.length) ofText.wrong(...marked(text.value, errors[0]));
    else if (decoded === null) ofText.wrong("This makes no instruction.");
    else if (decoded.length < bytes.length) ofText.wrong(`This makes ${bytes.length} bytes; the first instruction is shown.`);
    else ofText.wrong();
    tell(decoded);
  }

  function set(state) {
    if (state.text !== null) {
      text.value = state.text;
      encode();
    } else {
      word.value = state.word;
      decode(state.word);
    }
  }

  word.addEventListener("input", () => {
    decode(word.value);
    changed({ word: word.value, text: null });
  });
  text.addEventListener("input", () => {
    encode();
    changed({ word: null, text: text.value });
  });
  return fields;
}
