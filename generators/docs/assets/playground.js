/* The playground: a word and its assembly, whichever is typed; a program and its bytes. What stands there is in the address. */

import { load } from "./codec/codec.js";
import { element, show } from "./wordview.js";

const page = document.getElementById("sg-play");
const watchers = [];
let current = null;

/** Calls a listener with every program that was assembled: `{codec, variant, source, program}`; at once with the last. */
export function watch(listener) {
  watchers.push(listener);
  if (current !== null) listener(current);
}

const hex = (word, bytes) => `0x${word.toString(16).padStart(2 * bytes, "0")}`;

/** A label and its control, and a place below for what is wrong. */
function field(label, control) {
  const problem = element("output", { className: "sg-problem", id: `${control.id}-problem` });
  control.setAttribute("aria-describedby", problem.id);
  const made = element("div", { className: "sg-field" }, element("label", { htmlFor: control.id, textContent: label }), control, problem);
  const wrong = (...said) => {
    control.setAttribute("aria-invalid", String(said.length > 0));
    problem.replaceChildren(...said);
  };
  return { made, wrong };
}

/** What is wrong with a line: the words, and the line with the place marked. */
function marked(line, { column, length, message, hint }) {
  const letters = [...line];
  const [before, wrong, after] = [letters.slice(0, column - 1), letters.slice(column - 1, column - 1 + length), letters.slice(column - 1 + length)];
  const place = element("code", {}, before.join(""), element("mark", { textContent: wrong.join("") || " " }), after.join(""));
  return [`column ${column}: ${message}${hint ? `; ${hint}` : ""} `, place];
}

/** One instruction: word and assembly side by side, the bits below. */
function single(codec, variant, links, changed) {
  const word = element("input", { id: "sg-word", spellcheck: false, autocomplete: "off" });
  const text = element("input", { id: "sg-text", spellcheck: false, autocomplete: "off" });
  const [ofWord, ofText] = [field("Word", word), field("Assembly", text)];
  const name = element("p", { className: "sg-is" });
  const view = element("div", { className: "sg-view" });
  name.setAttribute("aria-live", "polite");

  const tell = (decoded) => {
    show(view, decoded);
    const link = decoded && element("a", { href: `instructions/${encodeURIComponent(decoded.name)}.html`, textContent: decoded.name });
    name.replaceChildren(...(decoded ? ["This is ", link, `, ${decoded.length} bytes: `, element("code", { textContent: decoded.text })] : []));
  };
  const decode = () => {
    ofText.wrong();
    const digits = word.value.trim().replaceAll("_", "");
    if (!/^(0x[0-9a-f]+|0b[01]+|0o[0-7]+|[0-9]+)$/i.test(digits)) {
      ofWord.wrong("a number is expected here: 0x13, 0b10011 or 19");
      return tell(null);
    }
    const decoded = codec.decode(digits.toLowerCase());
    if (decoded === null) ofWord.wrong(`${digits} is no instruction of ${variant}`);
    else {
      ofWord.wrong();
      text.value = decoded.text;
    }
    tell(decoded);
  };
  const encode = () => {
    ofWord.wrong();
    const { bytes, errors } = codec.assemble(text.value, 0n);
    if (errors.length) {
      ofText.wrong(...marked(text.value, errors[0]));
      return tell(null);
    }
    const decoded = bytes.length ? codec.decode(bytes) : null;
    const more = decoded !== null && decoded.length < bytes.length;
    ofText.wrong(...(decoded === null ? ["this makes no instruction"] : more ? [`this makes ${bytes.length} bytes; the first instruction is shown`] : []));
    if (decoded !== null) word.value = hex(decoded.word, decoded.length);
    tell(decoded);
  };
  word.addEventListener("input", () => (decode(), changed({ word: word.value, text: null })));
  text.addEventListener("input", () => (encode(), changed({ text: text.value, word: null })));
  const set = (state) => {
    if (state.text !== null) [text.value, word.value] = [state.text, ""];
    else [word.value, text.value] = [state.word ?? page.dataset.word, ""];
    (state.text === null ? decode : encode)();
  };
  return { made: element("section", {}, element("div", { className: "sg-pair" }, ofWord.made, ofText.made), name, view), set };
}

async function start() {
  const state = new URLSearchParams(location.hash.slice(1));
  const variants = page.dataset.variants.split(",");
  const variant = variants.includes(state.get("variant")) ? state.get("variant") : variants[0];
  const codec = await load(new URL(`codec/tables.${variant}.json`, import.meta.url));
  const one = single(codec, variant, page.dataset, (change) => {
    for (const [name, value] of Object.entries(change)) value === null ? state.delete(name) : state.set(name, value);
    history.replaceState(null, "", `#${state}`);
  });
  page.replaceChildren(one.made);
  one.set({ word: state.get("word"), text: state.get("text") });
  page.hidden = false;
  document.getElementById("sg-play-static").hidden = true;
}

if (page) await start();
