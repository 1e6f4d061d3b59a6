/* Names for what the theme leaves nameless, and a filter above the tables of instructions. Without scripts the tables
   stand as they are. */
(() => {
  "use strict";

  addEventListener("load", () => {
    document.querySelector("[data-md-component=search][role=dialog]")?.setAttribute("aria-label", "Search");
    for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) wrap.tabIndex = 0;
    let number = 0;
    for (const tools of document.querySelectorAll(".md-code__nav")) tools.setAttribute("aria-label", `Code ${++number}`);
  });

  const bar = document.querySelector("[data-filter]");
  if (!bar) return;

  const sections = [];
  for (const table of document.querySelectorAll("article table, main table")) {
    let heading = table;
    while (heading && heading.tagName !== "H2") heading = heading.previousElementSibling || heading.parentElement;
    if (!heading) continue;
    const engine = [...table.querySelectorAll("thead th")].findIndex((cell) => cell.textContent.trim() === "Engine");
    const rows = [...table.tBodies[0].rows].map((row) => ({
      row,
      text: row.textContent.toLowerCase(),
      engine: engine < 0 ? "" : row.cells[engine].textContent.trim(),
    }));
    sections.push({ table, heading, rows, group: heading.firstChild.textContent.trim() });
  }

  const all = sections.flatMap((section) => section.rows);
  const words = document.createElement("input");
  words.type = "search";
  words.placeholder = "Filter by mnemonic or words";
  words.setAttribute("aria-label", words.placeholder);
  const choice = (label, values) => {
    const select = document.createElement("select");
    select.setAttribute("aria-label", label);
    select.append(new Option(label, ""), ...values.map((value) => new Option(value, value)));
    return select;
  };
  const group = choice("All groups", sections.map((section) => section.group));
  const engine = choice("All engines", [...new Set(all.map((one) => one.engine))].filter(Boolean).sort());
  const count = document.createElement("output");

  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const section of sections) {
      let here = 0;
      for (const one of section.rows) {
        const fits =
          (!group.value || group.value === section.group) &&
          (!engine.value || engine.value === one.engine) &&
          wanted.every((word) => one.text.includes(word));
        one.row.hidden = !fits;
        here += fits;
      }
      section.heading.hidden = section.table.hidden = !here;
      shown += here;
    }
    count.textContent = `${shown} of ${all.length}`;
  };
  for (const control of [words, group, engine]) control.addEventListener("input", apply);
  bar.append(words, group);
  if (engine.length > 2) bar.append(engine);
  bar.append(count);
  bar.hidden = false;
  apply();
})();
