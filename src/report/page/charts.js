// Charts: each is a function of the theme's colours, drawn by Plotly, drawn again for another
// theme and for paper.

const charts = [];  // { node, make, drawn }
const dark = matchMedia("(prefers-color-scheme: dark)");
let onPaper = false;

const palettes = {
  light: { ink: "#23262b", soft: "#6a6f78", line: "#d9d6ce", ground: "#ffffff", accent: "#0b62a8",
           series: ["#0b62a8", "#d0552a", "#16855a", "#8a56ac", "#b07d0a", "#2795ad", "#bf3f85",
                    "#5f6770", "#7d4b2c", "#4a5bc4"] },
  dark: { ink: "#e9e7e2", soft: "#a2a7b0", line: "#3a3f47", ground: "#1d2025", accent: "#6cb4f0",
          series: ["#6cb4f0", "#f08a5d", "#4fc797", "#c198e0", "#e0b54a", "#63cbe0", "#f084ba",
                   "#a9b1bb", "#c99873", "#98a5ff"] },
};
const colours = () => palettes[dark.matches && !onPaper ? "dark" : "light"];
const dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
const symbols = ["circle", "square", "diamond", "triangle-up", "x", "triangle-down", "cross",
                 "star"];

/// Plotly reads a little markup in its texts: names from the run must not be any.
const plain = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
  .replaceAll(">", "&gt;");

function translucent(hex, alpha) {
  const v = parseInt(hex.slice(1), 16);
  return `rgba(${v >> 16},${(v >> 8) & 255},${v & 255},${alpha})`;
}

/// How the i-th of several curves looks: colour, dash and symbol say the same thing.
const style = (i) => ({ colour: colours().series[i % 10], dash: dashes[i % dashes.length],
                        symbol: symbols[i % symbols.length] });

function axis(more = {}) {
  const c = colours();
  return { color: c.soft, gridcolor: c.line, linecolor: c.line, zeroline: false, fixedrange: true,
           ticks: "", tickfont: { size: 11, color: c.soft }, automargin: true,
           title: { font: { size: 11, color: c.soft }, standoff: 6 }, ...more };
}

function layout(more = {}) {
  const c = colours();
  return { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", dragmode: false,
           font: { family: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", size: 12,
                   color: c.ink },
           margin: { l: 38, r: 10, t: 8, b: 34 }, showlegend: false, hovermode: "closest",
           hoverlabel: { bgcolor: c.ground, bordercolor: c.line, align: "left",
                         font: { color: c.ink, size: 12 } }, ...more };
}

const chartConfig = { displayModeBar: false, responsive: false, scrollZoom: false,
                      doubleClick: false, showTips: false };

function plot(chart) {
  const { traces, layout: shape } = chart.make();
  chart.node.style.height = `${shape.height}px`;
  shape.width = chart.node.clientWidth || 640;
  return Plotly.react(chart.node, traces, shape, chartConfig);
}

/// Plots a chart when what it was doing is done: Plotly does not bear two at once.
function draw(chart) {
  chart.drawn = chart.drawn.then(() => charts.includes(chart) ? plot(chart) : null);
  return chart.drawn;
}

/// A chart follows the width of its place, whatever changes it: the window, a fold, paper.
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = charts.find((c) => c.node === target);
    const width = target.clientWidth;
    if (chart && target.layout && width > 0 && target.layout.width !== width) draw(chart);
  }
});

/// A chart with its name for those who do not see it. make(): { traces, layout }.
function chartNode(label, make) {
  const node = el("div", { class: "chart", role: "img", "aria-label": label });
  charts.push({ node, make, drawn: Promise.resolve() });
  widths.observe(node);
  return node;
}

/// A chart in a figure with a title and a way to keep it as a file.
function figure(title, label, make, wide = false) {
  const node = chartNode(label, make);
  const save = el("button", { type: "button", class: "save", "aria-label": `Save ${title} as SVG`,
    onclick: () => Plotly.downloadImage(node, { format: "svg", width: node.clientWidth,
      height: node.clientHeight, filename: title.replace(/[^\w-]+/g, "_") }) }, "SVG");
  return el("figure", { class: wide ? "wide" : "" }, el("figcaption", {}, el("span", {}, title),
    save), node);
}

function drop(container) {
  for (let i = charts.length - 1; i >= 0; --i)
    if (container.contains(charts[i].node)) {
      const [{ node, drawn }] = charts.splice(i, 1);
      widths.unobserve(node);
      drawn.then(() => Plotly.purge(node));
    }
  container.replaceChildren();
}

async function drawAll(within = document.body) {
  for (const chart of [...charts])
    if (within.contains(chart.node)) {
      await draw(chart);
      await new Promise((resume) => setTimeout(resume));  // the page stays alive meanwhile
    }
  document.documentElement.dataset.charts = charts.length;
}

/// Which curve is which: buttons that hide and show a curve in every chart of the group.
function legend(names, hidden, onchange) {
  return el("div", { class: "legend", role: "group", "aria-label": "Curves shown" },
    names.map((name, i) => {
      const swatch = el("i", { class: `swatch dash-${i % dashes.length}`, "aria-hidden": "true",
                               style: `--series: var(--series-${i % 10})` });
      const button = el("button", { type: "button", "aria-pressed": String(!hidden.has(name)),
        onclick: () => {
          hidden.has(name) ? hidden.delete(name) : hidden.add(name);
          button.setAttribute("aria-pressed", String(!hidden.has(name)));
          onchange();
        } }, swatch, name);
      return button;
    }));
}

/// Which part of a bar is which: [name, colour's number].
const parts = (names) => el("div", { class: "legend" }, names.map(([name, i]) => el("span", {},
  el("i", { class: "block", style: `--series: var(--part-${i})`, "aria-hidden": "true" }), name)));

dark.addEventListener("change", () => drawAll());
const forPaper = (paper) => {
  onPaper = paper;
  document.documentElement.classList.toggle("paper", paper);  // the widths that charts will have
  for (const chart of charts) plot(chart);  // at once: paper does not wait
};
addEventListener("beforeprint", () => forPaper(true));
addEventListener("afterprint", () => forPaper(false));
