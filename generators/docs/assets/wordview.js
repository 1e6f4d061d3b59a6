/* A word, bit by bit: each field in its place, lit together with its row in the table below. */

/** An element with these properties and children. */
export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** The pieces of all fields from the most significant bit on, cut where a lane ends. */
function boxes(decoded, lane) {
  const found = decoded.fields.flatMap((field) =>
    field.bits.flatMap(({ high, low }) => {
      const parts = [];
      for (let top = high; top >= low; top = Math.floor(top / lane) * lane - 1) {
        parts.push({ field, high: top, low: Math.max(low, Math.floor(top / lane) * lane) });
      }
      return parts;
    }),
  );
  return found.sort((a, b) => b.high - a.high);
}

const range = ({ high, low }) => (high === low ? `${high}` : `${high}:${low}`);

/** Lights all that shows a field, and puts out the rest. */
function light(view, name) {
  for (const one of view.querySelectorAll("[data-field]")) one.classList.toggle("sg-lit", one.dataset.field === name);
}

function lit(one, view, name) {
  one.dataset.field = name;
  one.addEventListener("mouseenter", () => light(view, name));
  one.addEventListener("mouseleave", () => light(view, ""));
  one.addEventListener("focus", () => light(view, name));
  one.addEventListener("blur", () => light(view, ""));
  return one;
}

function diagram(view, decoded, before) {
  const width = decoded.length * 8;
  const lane = Math.min(width, 32);
  const rows = new Map();
  for (const box of boxes(decoded, lane)) {
    const of = Math.floor(box.low / lane);
    if (!rows.has(of)) rows.set(of, element("div", { className: "sg-lane" }));
    const digits = [];
    for (let bit = box.high; bit >= box.low; bit -= 1) {
      const digit = (decoded.word >> BigInt(bit)) & 1n;
      const changed = before !== null && ((before >> BigInt(bit)) & 1n) !== digit;
      digits.push(element("span", { className: changed ? "sg-changed" : "", textContent: String(digit) }));
    }
    const made = element(
      "div",
      { className: `sg-box sg-${box.field.kind}`, title: `${box.field.name}: bits ${range(box)}` },
      element("span", { className: "sg-range", textContent: range(box) }),
      element("span", { className: "sg-digits" }, ...digits),
      element("span", { className: "sg-of", textContent: box.field.name }),
    );
    made.style.gridColumn = `span ${box.high - box.low + 1}`;
    rows.get(of).style.gridTemplateColumns = `repeat(${lane}, minmax(0, 1fr))`;
    rows.get(of).append(lit(made, view, box.field.name));
  }
  const drawn = element("div", { className: "sg-word" }, ...[...rows].sort(([a], [b]) => a - b).map(([, row]) => row));
  drawn.setAttribute("aria-hidden", "true"); // the table says the same
  return drawn;
}

function table(view, decoded) {
  const head = ["Field", "Bits", "Holds", "Reads as"].map((text) => element("th", { scope: "col", textContent: text }));
  const rows = decoded.fields.map((field) => {
    const cells = [field.bits.map(range).join(" "), `0x${field.raw.toString(16)}`, field.kind === "operand" ? field.text : field.kind];
    const row = element(
      "tr",
      { tabIndex: 0, className: `sg-${field.kind}` },
      element("th", { scope: "row", textContent: field.name }),
      ...cells.map((text) => element("td", { textContent: text })),
    );
    return lit(row, view, field.name);
  });
  const made = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  return element("div", { className: "sg-fields" }, made);
}

/** Shows a decoded word in an element; bits that differ from those that it showed before are marked. */
export function show(view, decoded) {
  const before = view.sgWord ?? null;
  view.sgWord = decoded === null ? null : decoded.word;
  view.replaceChildren(...(decoded === null ? [] : [diagram(view, decoded, before), table(view, decoded)]));
}
