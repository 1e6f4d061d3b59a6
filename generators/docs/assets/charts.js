/* Makes a live chart of every drawing that names its figure (data-figure), when it comes into view.
   The drawing stays where a figure cannot be had: without scripts, from a file, in print. Plotly is fetched with the
   first of them. */
const color = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

const dressed = (figure) => {
  const ink = color("--sg-ink");
  const line = color("--sg-line");
  const axis = (given) => ({ ...given, gridcolor: line, linecolor: ink, tickcolor: line });
  const inked = (trace) => {
    const own = color(`--sg-${trace.meta}`);
    const marker = { ...trace.marker, color: own, line: { ...trace.marker?.line, color: own } };
    const line = trace.type === "bar" ? {} : { line: { ...trace.line, color: own, width: 2 } };
    return { ...trace, marker, ...line };
  };
  const data = figure.data.map(inked);
  const shapes = (figure.layout.shapes ?? []).map((shape) => ({ ...shape, line: { ...shape.line, color: ink } }));
  const layout = {
    ...figure.layout,
    xaxis: axis(figure.layout.xaxis),
    yaxis: axis(figure.layout.yaxis),
    shapes,
    font: { color: ink, family: getComputedStyle(document.body).fontFamily, size: 12 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    autosize: true,
  };
  return [data, layout, { responsive: true, displaylogo: false, showEditInChartStudio: false }];
};

let loading;
const plotly = () =>
  (loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("plotly/plotly-basic.min.js", import.meta.url);
    script.onload = () => done(globalThis.Plotly);
    script.onerror = failed;
    document.head.append(script);
  }));

const live = [];
const start = async (figure) => {
  const drawing = figure.querySelector("svg");
  try {
    const [answer, library] = await Promise.all([fetch(figure.dataset.figure), plotly()]);
    const chart = await answer.json();
    const place = document.createElement("div");
    place.className = "sg-live";
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", drawing.getAttribute("aria-label"));
    figure.append(place);
    await library.newPlot(place, ...dressed(chart));
    drawing.classList.add("sg-static");
    live.push([place, chart]);
  } catch {
    figure.querySelector(".sg-live")?.remove();
  }
};

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    start(entry.target);
  }
});
for (const figure of document.querySelectorAll("figure[data-figure]")) seen.observe(figure);

new MutationObserver(() => {
  for (const [place, chart] of live) globalThis.Plotly.react(place, ...dressed(chart));
}).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
