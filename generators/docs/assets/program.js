/* A program: its text with what is wrong marked in it, and the bytes that it becomes, line by line. */

import { element } from "./wordview.js";

/** The most lines of a listing that are shown; the bytes are all there. */
const MOST = 2000;

const digits = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

/**
 * The editor and its listing. `assembled(source, program)` is told what was assembled, `chosen(bytes)` which line was
 * asked for; `set` puts a source in; `codec` may be changed.
 */
export function programEditor({ codec, assembled, chosen }) {
  const text = element("textarea", { id: "sg-program", spellcheck: false, autocomplete: "off", autocapitalize: "off", wrap: "off" });
  const [mirror, numbers] = [element("pre"), element("pre", { className: "sg-numbers" })];
  for (const drawn of [mirror, numbers]) drawn.setAttribute("aria-hidden", "true");
  const frame = element("div", { className: "sg-editor" }, numbers, element("div", {}, mirror, text));
  const said = element("output", { className: "sg-said", id: "sg-program-said" });
  const problems = element("ol", { className: "sg-problems" });
  const listing = element("div", { className: "sg-emitted", tabIndex: 0 });
  listing.setAttribute("role", "region");
  listing.setAttribute("aria-label", "Bytes");
  text.setAttribute("aria-describedby", said.id);
  const label = element("label", { htmlFor: text.id, textContent: "Program" });
  const written = element("div", { className: "sg-field" }, label, frame, said, problems);
  const editor = { made: element("div", { className: "sg-pair sg-program" }, written, listing), codec, set, source: "" };

  /** Assembles what is written, and shows what came of it. */
  function assemble() {
    const source = text.value;
    editor.source = source;
    const program = editor.codec.assemble(source);
    const lines = source.split("\n");
    const { errors, bytes } = program;
    text.setAttribute("aria-invalid", String(errors.length > 0));
    const count = errors.length === 1 ? "1 error" : `${errors.length} errors`;
    said.textContent = errors.length ? count : `${bytes.length} bytes at 0x${program.base.toString(16)}`;
    numbers.textContent = lines.map((_, n) => n + 1).join("\n");
    mirror.replaceChildren(...underlined(lines, errors), "\n");
    problems.replaceChildren(...errors.slice(0, 20).map((one) => problem(one, lines)));
    listing.replaceChildren(...(errors.length ? [] : [table(program)]));
    assembled(source, program);
  }

  /** A finding as a button that goes there. */
  function problem({ line, column, length, message, hint }, lines) {
    const button = element("button", { type: "button", textContent: `${line}:${column}: ${message}${hint ? `; ${hint}` : ""}` });
    button.addEventListener("click", () => {
      const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
      const units = (characters) => [...lines[line - 1]].slice(0, characters).join("").length;
      text.focus();
      text.setSelectionRange(before + units(column - 1), before + units(column - 1 + length));
    });
    return element("li", {}, button);
  }

  function table({ lines, bytes, base }) {
    const rows = lines.slice(0, MOST).map(({ address, length, line, text: source }) => {
      const own = bytes.subarray(Number(address - base), Number(address - base) + length);
      const place = address.toString(16).padStart(8, "0");
      const button = element("button", { type: "button", textContent: place, title: `Line ${line}, bit by bit` });
      button.addEventListener("click", () => chosen(own));
      const shown = digits(own.subarray(0, 16)) + (own.length > 16 ? " …" : "");
      const cells = [shown, source].map((content) => element("td", {}, element("code", { textContent: content })));
      return element("tr", {}, element("th", { scope: "row" }, button), ...cells);
    });
    const heads = ["Address", "Bytes", "Source"].map((name) => element("th", { scope: "col", textContent: name }));
    return element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
  }

  function set(source) {
    text.value = source;
    assemble();
  }

  let waiting = 0;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(assemble, text.value.length > 4000 ? 200 : 0);
  });
  return editor;
}

/** The text of a program as it lies below what is typed, with what is wrong underlined. */
function underlined(lines, errors) {
  const byLine = new Map();
  for (const error of errors) if (!byLine.has(error.line)) byLine.set(error.line, error);
  return lines.flatMap((line, n) => {
    const error = byLine.get(n + 1);
    const end = n + 1 < lines.length ? "\n" : "";
    if (!error) return [line + end];
    const letters = [...line];
    const [from, to] = [error.column - 1, error.column - 1 + Math.max(error.length, 1)];
    const wrong = letters.slice(from, to).join("") || " ";
    return [letters.slice(0, from).join(""), element("mark", { textContent: wrong }), letters.slice(to).join("") + end];
  });
}
