// Answers that are vectors: errors and distances against an axis of the grid, and by shots.

const vectors = data.vectors;
const errorMetric = "mse_per_d", distanceMetric = "distance_per_d";

/// 'eval_on="pool",pool_size=4' as pairs of name and value.
const settingsOf = (axes) => [...axes.matchAll(/([^=,]+)=("[^"]*"|[^,]*)/g)]
  .map(([, name, value]) => [name, value.replaceAll('"', "")]);
const setting = (cell, axis) => (settingsOf(cell.axes).find(([name]) => name === axis) || [])[1];
const asNumber = (text) => text === "inf" ? Infinity : text === "" ? NaN : Number(text);
const learnersOf = (cell) => cell.learner + (cell.versus ? `~${cell.versus}` : "");
const whereOf = (cell) => inBlock(cell, cell.task) +
  (cell.condition === "original" ? "" : `, ${cell.condition}`);

/// The axes of the cells with all their values, in the order of the grid; numbers ascend.
function axesOf(list) {
  const values = new Map();
  for (const cell of list)
    for (const [name, value] of settingsOf(cell.axes)) {
      if (!values.has(name)) values.set(name, new Set());
      values.get(name).add(value);
    }
  return [...values].map(([name, set]) => ({ name,
    numeric: [...set].every((v) => !Number.isNaN(asNumber(v))),
    values: [...set].sort((a, b) => asNumber(a) - asNumber(b) || 0) }));
}

/// The axis that the charts go along: of the numeric ones that vary, that with the most values.
const mainAxis = (list) => axesOf(list)
  .filter((axis) => axis.numeric && axis.values.length > 1)
  .sort((a, b) => b.values.length - a.values.length)[0];

/// A cell's settings on the axes `names`.
const settingsText = (cell, names) => settingsOf(cell.axes)
  .filter(([name]) => names.includes(name)).map(([name, value]) => `${name} = ${value}`).join(", ");

function vectorHover(name, x, e) {
  return [`${name}, ${x}: ${precise(e.value)}`, intervalOrWhy(e, precise),
          e.n ? plural(e.n, e.unit) : ""].filter(Boolean).map(plain).join("<br>");
}

const leastDistance = 1e-6;  // below it two learners are the same to rounding: the table has it

/// 1, 2 and 5 in each decade, as far as the numbers go.
function decadeTicks(values) {
  const out = [], most = Math.max(...values), least = Math.min(...values);
  for (let k = Math.floor(Math.log10(least)); k <= Math.ceil(Math.log10(most)); ++k)
    for (const digit of [1, 2, 5]) out.push(digit * 10 ** k);
  return out.filter((v) => v >= least / 2 && v <= 2 * most);
}

/// Curves of named points { x, e } over positions that are evenly apart. Distances go over decades.
function lineChart(series, ticks, title, log) {
  const c = colours();
  const shown = ({ e }) => finite(e.value) && (!log || e.value > leastDistance);
  const heights = series.flatMap((s) => s.points.filter(shown).map((p) => p.e.value));
  const decades = log && heights.length ? decadeTicks(heights) : [];
  const traces = series.filter((s) => !s.hidden).map((s) => {
    const look = style(s.index), points = s.points.filter(shown);
    return { type: "scatter", mode: "lines+markers", x: points.map((p) => ticks.indexOf(p.x)),
      y: points.map((p) => p.e.value), hovertemplate: "%{text}<extra></extra>",
      text: points.map((p) => vectorHover(s.name, p.x, p.e)),
      error_y: { array: points.map((p) => finite(p.e.low) ? (p.e.high - p.e.low) / 2 : NaN),
                 color: translucent(look.colour, 0.45), thickness: 1.2, width: 2 },
      line: { color: look.colour, width: 2, dash: look.dash },
      marker: { color: look.colour, size: 6, symbol: look.symbol } };
  });
  return { traces, layout: layout({ height: 260, margin: { l: 52, r: 10, t: 8, b: 40 },
    xaxis: axis({ tickvals: ticks.map((_, i) => i), ticktext: ticks.map((t) => plain(t)),
                  range: [-0.3, ticks.length - 0.7], showgrid: false,
                  title: { text: plain(title), font: { size: 11, color: c.soft }, standoff: 4 } }),
    yaxis: axis(decades.length ? { type: "log", tickvals: decades, ticktext: decades.map(precise) }
      : { rangemode: "tozero" }) }) };
}

/// "6 pool_seeds", or "3/8 draws" where not all are done: what a cell's mean is over.
function unitsOf(cell, metric) {
  const { n, unit } = cell.metrics[metric].mean, { draws_done: done, draws_declared: all } = cell;
  return ["draw", "repeat"].includes(unit) && done !== all ? `${n}/${all} ${unit}s`
    : plural(n, unit);
}

function vectorTable(list, columns, caption, metric) {
  return table(caption, ["", "units", ...columns.map(({ head }) => head)],
    unique(list.map(columns.row)).map((row) => {
      const mine = list.filter((c) => columns.row(c) === row);
      return [row, unique(mine.map((c) => unitsOf(c, metric))).join(", "),
        ...columns.map(({ find }) => {
          const cell = mine.find((c) => find(c) !== undefined);
          const node = estimateCell(cell && find(cell));
          if (cell) node.dataset.vector = [cell.block, cell.task, cell.condition,
                                           learnersOf(cell), cell.axes, metric].join("|");
          return node;
        })];
    }));
}

/// Errors or distances of one place of the study, a chart for each setting of the other axes.
function alongAxis(list, metric, hidden, redraw) {
  const main = mainAxis(list);
  if (!main) return [];
  const names = unique(list.map(learnersOf));
  const others = axesOf(list).filter((axis) => axis.name !== main.name && axis.values.length > 1)
    .map((axis) => axis.name);
  const facetOf = (cell) => settingsText(cell, others);
  const facets = unique(list.map(facetOf));
  const chart = (facet) => () => lineChart(names.map((name, index) => ({ name, index,
    hidden: hidden.has(name), points: main.values.flatMap((x) => list
      .filter((cell) => learnersOf(cell) === name && facetOf(cell) === facet &&
                        (setting(cell, main.name) ?? x) === x)
      .map((cell) => ({ x, e: cell.metrics[metric].mean }))) })), main.values, main.name,
    metric === distanceMetric);
  const columns = main.values.map((x) => ({ head: `${main.name} ${x}`,
    find: (cell) => (setting(cell, main.name) ?? x) === x ? cell.metrics[metric].mean : undefined }));
  columns.row = (cell) => [learnersOf(cell), facetOf(cell)].filter(Boolean).join(", ");
  return [legend(names, hidden, redraw),
    el("div", { class: "multiples broad" }, facets.map((facet) => figure(facet || whereOf(list[0]),
      `${vectorNames[metric]} against ${main.name}, ${facet}; numbers: table below`,
      chart(facet)))),
    numbers(vectorTable(list, columns, `${vectorNames[metric]}, mean over shots`, metric))];
}

const vectorNames = { mse_per_d: "squared error / d",
                      distance_per_d: "squared distance between two learners / d" };

/// Errors by shots of one setting of the grid, chosen from a list.
function byShots(home) {
  const cells = vectors.cells;
  const grid = axesOf(cells).filter((axis) => cells.every((c) => setting(c, axis.name)))
    .map((axis) => axis.name);
  const rest = axesOf(cells).map((axis) => axis.name).filter((name) => !grid.includes(name));
  const placeOf = (cell) => [whereOf(cell), settingsText(cell, grid)].filter(Boolean).join(", ");
  const nameOf = (cell) => [learnersOf(cell), settingsText(cell, rest)].filter(Boolean).join(", ");
  const places = unique(cells.map(placeOf));
  const box = el("div", { "aria-live": "polite" });
  const show = (place) => {
    drop(box);
    const list = cells.filter((cell) => placeOf(cell) === place);
    const names = unique(list.map(nameOf)), hidden = new Set();
    const shots = unique(list.flatMap((c) => c.metrics[errorMetric].at_shots.map((e) => e.shots)))
      .sort((a, b) => a - b).map(String);
    const columns = shots.map((x) => ({ head: plural(Number(x), "shot"), find: (cell) =>
      cell.metrics[errorMetric].at_shots.find((e) => String(e.shots) === x) }));
    columns.row = nameOf;
    box.append(legend(names, hidden, () => drawAll(box)), figure(place,
      `Squared error against shots, ${place}; numbers: table below`,
      () => lineChart(names.map((name, index) => ({ name, index, hidden: hidden.has(name),
        points: list.filter((cell) => nameOf(cell) === name)
          .flatMap((cell) => cell.metrics[errorMetric].at_shots)
          .map((e) => ({ x: String(e.shots), e })) })), shots, "examples shown", false), true),
      numbers(vectorTable(list, columns, `${vectorNames[errorMetric]}, ${place}`, errorMetric)));
  };
  if (places.length > 1)
    home.append(el("div", { class: "controls" }, dropdown("setting", places.map((p) => [p, p]),
      (place) => { show(place); drawAll(box); })));
  home.append(box);
  show(places[0]);
}

function showVectors() {
  const home = section("vectors");
  if (!vectors) return home.remove();
  if (!vectors.cells.length) return home.append(note("No unit is done yet: nothing to draw."));
  home.append(note("Against the truth without noise, or against each other; the mean over all ",
    "numbers of examples shown, with 95 % intervals over the unit that the table names ",
    `(${unique([...vectors.cells, ...vectors.distances].map((c) => Object.values(c.metrics)[0]
      .mean.unit)).filter(Boolean).join(", ")}).`));
  for (const where of unique(vectors.cells.map(whereOf)))
    for (const [metric, list] of [[errorMetric, vectors.cells],
                                  [distanceMetric, vectors.distances]]) {
      const mine = list.filter((cell) => whereOf(cell) === where);
      const box = el("div"), hidden = new Set();
      const charts = alongAxis(mine, metric, hidden, () => drawAll(box));
      if (charts.length) home.append(el("h3", {}, `${where}: ${vectorNames[metric]}`), box);
      box.append(...charts);
    }
  home.append(el("h3", {}, "By the number of examples shown"));
  byShots(home);
}
