/* Says where the element under the pointer lies, in maps of layouts (data-map). Without scripts the maps stand, and their
   parts say it in titles of their own. Arrow keys move from element to element. */
(() => {
  "use strict";

  const part = (value, low, count) => Math.floor(value / 2 ** low) % 2 ** count;

  const locate = (layout, index) => {
    const values = Object.fromEntries(layout.dims.map((name, n) => [name, index[n]]));
    const merged = new Map(layout.fused);
    const value = (name) => {
      if (!(name in values)) values[name] = merged.get(name).reduce((sum, [digit, weight]) => sum + values[digit] * weight, 0);
      return values[name];
    };
    for (const [name, source, divisor, size] of layout.digits) {
      const quotient = Math.floor(value(source) / divisor);
      values[name] = size ? quotient % size : quotient;
    }
    const at = Object.fromEntries(
      layout.axes.map(([axis, offset, places]) => [axis, places.reduce((sum, [digit, stride]) => sum + value(digit) * stride, offset)]),
    );
    for (const [axis, to, from, count] of layout.xors) {
      const old = part(at[axis], to, count);
      at[axis] += ((old ^ part(at[axis], from, count)) - old) * 2 ** to;
    }
    return at;
  };

  const words = (map, index) => {
    const { layout } = map;
    const at = locate(layout, index);
    const said = Object.entries(at).map(([axis, value]) => `${axis === "addr" ? "address" : axis} ${value}`);
    if ("addr" in at && layout.unit !== 8) {
      const bit = at.addr * layout.unit;
      said.push(`byte ${Math.floor(bit / 8)}${bit % 8 ? ` bit ${bit % 8}` : ""}`);
    }
    if (layout.banks.length) {
      const [width, count] = layout.banks;
      said.push(`bank ${Math.floor(Math.floor((at.addr * layout.unit) / 8) / width) % count}`);
    }
    return `${layout.dims.map((name, n) => `${name} ${index[n]}`).join(", ")}: ${said.join(", ")}`;
  };

  const below = (svg) => {
    const said = document.createElement("output");
    said.className = "sg-said";
    svg.parentElement.append(said);
    return said;
  };

  const name = (svg) => {
    const said = below(svg);
    svg.addEventListener("pointerover", (event) => {
      const title = event.target.closest("[data-a]")?.querySelector("title");
      if (title) said.textContent = title.textContent;
    });
  };

  const start = (svg) => {
    const map = JSON.parse(svg.dataset.map);
    const cursor = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    cursor.setAttribute("class", "cursor");
    cursor.setAttribute("width", map.cell);
    cursor.setAttribute("height", map.cell);
    cursor.setAttribute("visibility", "hidden");
    svg.append(cursor);
    const said = below(svg);
    said.textContent = "Point at an element, or move with the arrow keys.";
    for (const title of svg.querySelectorAll("path.at > title")) title.remove();
    svg.tabIndex = 0;
    svg.setAttribute("role", "application");

    let here = null;
    const show = (panel, y, x) => {
      here = [panel, y, x];
      const index = [...map.panels[panel]];
      if (map.rows >= 0) index[map.rows] = y;
      index[map.columns] = x;
      const [left, top] = map.corners[panel];
      cursor.setAttribute("x", left + x * map.cell);
      cursor.setAttribute("y", top + y * map.cell);
      cursor.setAttribute("visibility", "visible");
      said.textContent = words(map, index);
    };

    svg.addEventListener("pointermove", (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      map.corners.forEach(([left, top], panel) => {
        const x = Math.floor((point.x - left) / map.cell);
        const y = Math.floor((point.y - top) / map.cell);
        if (x >= 0 && y >= 0 && x < map.width && y < map.height) show(panel, y, x);
      });
    });
    svg.addEventListener("focus", () => here || show(0, 0, 0));
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!step || !here) return;
      event.preventDefault();
      const [panel, y, x] = here;
      show(panel, Math.min(Math.max(y + step[0], 0), map.height - 1), Math.min(Math.max(x + step[1], 0), map.width - 1));
    });
  };
  for (const svg of document.querySelectorAll("svg[data-map]")) start(svg);
  for (const svg of document.querySelectorAll("svg.memory")) name(svg);
})();
