// Learning curves: small multiples of one metric against shots.

/// Curves of a task: panels, and in each the series by name. by: "condition" or "learner".
function panelsOf(task, by) {
  const mine = cells.filter((cell) => taskOf(cell) === task);
  const panelName = (c) => by === "condition" ? c.condition : inBlock(c, c.learner);
  const seriesName = (c) => by === "condition" ? inBlock(c, c.learner) : c.condition;
  const series = unique(mine.map(seriesName));
  const shots = unique(mine.map((c) => c.shots)).sort((a, b) => a - b);
  const panels = unique(mine.map(panelName)).map((name) => ({ name, series: series.map((s) =>
    mine.filter((c) => panelName(c) === name && seriesName(c) === s)
      .sort((a, b) => a.shots - b.shots)) }));
  return { series, shots, panels };
}

/// Lines of learners that know nothing; one of each height.
function referenceLines(panel, metric) {
  const lines = new Map();
  for (const cell of panel.series.flat())
    for (const [name, y] of (data.lines[cell.n_candidates] || {})[metric] || []) lines.set(y, name);
  return [...lines].map(([y, name]) => ({ name, y }));
}

/// A range that all panels share, so that heights can be compared. Intervals are not cut at a
/// metric's bounds: where one leaves the frame, the metric cannot follow.
function rangeOf(panels, metric) {
  if (bounded.includes(metric)) return [-0.05, 1.05];
  const ys = [0];  // no metric here goes below
  for (const panel of panels) {
    for (const line of referenceLines(panel, metric)) ys.push(line.y);
    for (const cell of panel.series.flat()) {
      const e = cell.metrics[metric];
      ys.push(...[e.value, e.low, e.high].filter(finite));
    }
  }
  const high = Math.max(...ys), pad = 0.06 * (high || 1);
  return [-pad, high + pad];
}

function hoverText(name, cell, metric) {
  const e = cell.metrics[metric];
  const interval = e.low === null ? "no interval" : `95 %: ${fixed(e.low)} to ${fixed(e.high)}`;
  return plain(`${name}, ${plural(cell.shots, "shot")}: ${fixed(e.value)}`) +
    `<br>${interval}<br>${plain(plural(e.n, e.unit))}`;
}

/// One curve: its band, or bars where many curves share a panel, then line and points.
function curveTraces(name, list, i, view) {
  const points = list.filter((cell) => finite(cell.metrics[view.metric].value));
  const at = (cell) => view.shots.indexOf(cell.shots) + (view.bars ? view.shift(i) : 0);
  const get = (cell) => cell.metrics[view.metric];
  const look = style(i);
  const closed = points.filter((cell) => get(cell).low !== null);
  const traces = [];
  if (!view.bars && closed.length > 1)
    traces.push({ type: "scatter", mode: "lines", hoverinfo: "skip", line: { width: 0 },
      x: [...closed.map(at), ...closed.map(at).reverse()],
      y: [...closed.map((c) => get(c).high), ...closed.map((c) => get(c).low).reverse()],
      fill: "toself", fillcolor: translucent(look.colour, 0.14) });
  const bar = (cell) => get(cell).low === null || (!view.bars && closed.length > 1) ? NaN
    : (get(cell).high - get(cell).low) / 2;
  traces.push({ type: "scatter", mode: "lines+markers", x: points.map(at),
    y: points.map((c) => get(c).value), text: points.map((c) => hoverText(name, c, view.metric)),
    hovertemplate: "%{text}<extra></extra>",
    error_y: { array: points.map(bar), color: translucent(look.colour, 0.45), thickness: 1.2,
               width: 2 },
    line: { color: look.colour, width: 2, dash: look.dash },
    marker: { color: look.colour, size: 6, symbol: look.symbol } });
  return traces;
}

function panelChart(panel, view) {
  const c = colours();
  const lines = referenceLines(panel, view.metric);
  const traces = panel.series.flatMap((list, i) => view.hidden.has(view.series[i]) ? []
    : curveTraces(view.series[i], list, i, view));
  return { traces, layout: layout({ height: view.bars ? 320 : 220,
    xaxis: axis({ tickvals: view.shots.map((_, i) => i), ticktext: view.shots.map(String),
                  range: [-0.3, view.shots.length - 0.7], showgrid: false,
                  title: { text: "shots", font: { size: 11, color: c.soft }, standoff: 4 } }),
    yaxis: axis({ range: view.range, ...(bounded.includes(view.metric) ? { dtick: 0.25 } : {}) }),
    shapes: lines.map(({ y }) => ({ type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y,
      layer: "below", line: { color: c.soft, width: 1, dash: "dot" } })),
    annotations: lines.map(({ name, y }) => ({ text: plain(name), xref: "paper", x: 1, y,
      xanchor: "right", yanchor: "top", showarrow: false,
      font: { size: 10, color: c.soft } })) }) };
}

function curveTable(task, metric) {
  const { shots } = panelsOf(task, "condition");
  const mine = cells.filter((cell) => taskOf(cell) === task);
  const caption = `${metricTitle(metric)}, ${task}: mean ± half of the 95 % interval`;
  return table(caption, ["condition/learner", ...shots.map((s) => plural(s, "shot")), "units"],
    unique(mine.map(armName)).map((arm) => {
      const row = mine.filter((cell) => armName(cell) === arm);
      const at = (s) => row.find((cell) => cell.shots === s);
      const first = row[0];
      return [arm, ...shots.map((s) => {
        const node = estimateCell(at(s) && at(s).metrics[metric]);
        node.dataset.cell = [first.block, task, arm, s, metric].join("|");
        return node;
      }), first.draws_done === first.draws_declared ? String(first.draws_done)
        : `${first.draws_done}/${first.draws_declared}`];
    }));
}

/// Charts of one metric of one task, one a panel, under one legend.
function multiples(box, { task, metric, by, hidden, keep = () => true }) {
  drop(box);
  const all = panelsOf(task, by);
  const panels = all.panels.filter(keep);
  const n = all.series.length;
  const view = { metric, hidden, shots: all.shots, series: all.series, bars: by === "learner",
                 range: rangeOf(panels, metric),
                 shift: (i) => (i - (n - 1) / 2) * Math.min(0.06, 0.4 / n) };
  const figures = panels.map((panel) => figure(panel.name,
    `${metricTitle(metric)} against shots, ${task}, ${panel.name}; numbers: table below`,
    () => panelChart(panel, view)));
  box.append(el("p", { class: "figure-title" }, metricTitle(metric)),
    legend(all.series, hidden, () => drawAll(box)),
    el("div", { class: by === "learner" ? "multiples broad" : "multiples" }, figures),
    numbers(curveTable(task, metric)));
}

function showCurves() {
  const home = section("curves");
  if (data.vectors) return home.remove();
  if (!cells.length) return home.append(note("No unit is done yet: there is nothing to draw."));
  const state = { task: tasks[0], metric: metricNames[0], by: "condition", hidden: new Set() };
  const box = el("div", { "aria-live": "polite" });
  const again = (change) => {
    Object.assign(state, change, { hidden: new Set() });
    multiples(box, state);
    drawAll(box);
  };
  const controls = el("div", { class: "controls" });
  if (manyTasks)
    controls.append(dropdown("task", tasks.map((t) => [t, t]), (task) => again({ task })));
  controls.append(choice("metric", metricNames.map((m) => [m, metricName(m)]), state.metric,
    (metric) => again({ metric })));
  controls.append(choice("one chart a", [["condition", "condition"], ["learner", "learner"]],
    state.by, (by) => again({ by })));
  home.append(note("The score after so many demonstrations: the mean over the unit of replication ",
    `(${unique(cells.map((c) => c.metrics[metricNames[0]].unit)).filter(Boolean).join(", ")}), `,
    "with its 95 % interval as a band. Dotted: learners that know nothing. Intervals are not cut ",
    "at a metric's bounds; where one leaves the frame, the table has it."), controls, box);
  multiples(box, state);
}
