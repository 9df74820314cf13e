// How the answers are given: mass, entropy, leaning, calibration, variance components.

/// A learner whose value never moves (a floor, a plain learner's mass of 1) has no chart.
function moves(panel, metric) {
  const values = panel.series.flat().map((cell) => cell.metrics[metric].value).filter(finite);
  return values.some((v) => Math.abs(v - values[0]) > 1e-9);
}

function showAnswers() {
  const home = section("answers");
  const shown = ["candidate_mass", "label_entropy", "label_bias"].filter((m) => metricNames.includes(m));
  if (!shown.length) return home.remove();
  home.append(note("The mass is the absolute probability that one of the candidates comes at all: ",
    "near 0, the model does not see that it is asked for a label. The entropy is that of the ",
    "labels predicted within a draw: at 0 the learner always says the same. The leaning is how ",
    "far the mean probabilities lie from equal ones: the prior of the labels where queries are ",
    "balanced."));
  for (const metric of shown) {
    for (const task of tasks) {
      const box = el("div");
      if (manyTasks) home.append(el("h3", {}, task));
      home.append(box);
      multiples(box, { task, metric, by: "learner", hidden: new Set(),
                       keep: (panel) => moves(panel, metric) });
      const still = panelsOf(task, "learner").panels.filter((p) => !moves(p, metric));
      if (still.length)
        box.append(note(`The same in all cells, so without a chart: ${still.map((p) =>
          `${p.name} (${fixed((p.series.flat().find((c) => finite(c.metrics[metric].value)) ||
            { metrics: { [metric]: {} } }).metrics[metric].value)})`).join(", ")}.`));
    }
  }
}

function reliabilityChart(rows, names) {
  const c = colours();
  const most = Math.max(1, ...rows.flatMap((r) => r.calibration.bins.map((b) => b.n)));
  const traces = rows.map((row) => {
    const look = style(names.indexOf(inBlock(row, row.learner)));
    const bins = row.calibration.bins.filter((bin) => bin.n > 0);
    return { type: "scatter", mode: "lines+markers", x: bins.map((b) => b.confidence),
      y: bins.map((b) => b.accuracy), hovertemplate: "%{text}<extra></extra>",
      text: bins.map((b) => plain(`${inBlock(row, row.learner)}: said ${fixed(b.confidence)}, ` +
        `right ${fixed(b.accuracy)}`) + `<br>${plural(b.n, "question")}`),
      line: { color: look.colour, width: 1.5, dash: look.dash },
      marker: { color: look.colour, symbol: look.symbol, opacity: 0.85,
                size: bins.map((b) => 5 + 9 * Math.sqrt(b.n / most)) } };
  });
  return { traces, layout: layout({ height: 240,
    xaxis: axis({ range: [0, 1.03], dtick: 0.25, title: { text: "probability said",
      font: { size: 11, color: c.soft }, standoff: 4 } }),
    yaxis: axis({ range: [-0.03, 1.03], dtick: 0.25, title: { text: "share right",
      font: { size: 11, color: c.soft }, standoff: 4 } }),
    shapes: [{ type: "line", x0: 0, y0: 0, x1: 1, y1: 1, layer: "below",
               line: { color: c.soft, width: 1, dash: "dot" } }] }) };
}

function showCalibration() {
  const home = section("calibration");
  const rows = data.answers.filter((row) => row.calibration.n > 0);
  if (!rows.length) return home.remove();
  home.append(note("Does a probability of 0.8 mean right in 8 of 10? The candidates' ",
    "probabilities normalised to 1; questions in 10 bins by the largest of them; all draws ",
    "together, at the largest number of shots. The larger the point, the more questions. On the ",
    "dotted line, words are meant as said. Descriptive: questions of one draw are not ",
    "independent."));
  const names = unique(rows.map((row) => inBlock(row, row.learner)));
  for (const task of tasks) {
    const mine = rows.filter((row) => taskOf(row) === task);
    if (!mine.length) continue;
    if (manyTasks) home.append(el("h3", {}, task));
    const hidden = new Set();
    const box = el("div");
    box.append(legend(names, hidden, () => drawAll(box)),
      el("div", { class: "multiples" }, unique(mine.map((r) => r.condition)).map((condition) =>
        figure(condition, `Reliability diagram of ${condition}, ${task}; numbers: table below`,
          () => reliabilityChart(mine.filter((r) => r.condition === condition &&
            !hidden.has(inBlock(r, r.learner))), names)))));
    home.append(box);
  }
  const score = (s) => s.value === null ? el("td", { class: "number", title: s.note }, "–")
    : numberCell(s.value);
  home.append(numbers(table("Calibration at the largest number of shots",
    ["condition/learner", "shots", "questions", "expected calibration error", "log-loss (nats)",
     "Brier score"],
    rows.map((r) => [armOfTask(r), numberCell(r.shots, String(r.shots)),
      numberCell(r.calibration.n, whole(r.calibration.n)), score(r.calibration.ece),
      score(r.calibration.log_loss), score(r.calibration.brier)]))));
}

const sources = [["draw", "draw (which demonstrations)"], ["query", "query (which question)"],
                 ["residual", "what is left (their interaction)"]];

function varianceChart(rows) {
  const c = colours();
  const total = (v) => v.draw + v.query + v.residual;
  const labels = rows.map(armOfTask);
  const tints = [c.series[0], c.series[1], c.line];
  const traces = sources.map(([key, name], i) => ({ type: "bar", orientation: "h", name,
    y: rows.map((_, j) => j), x: rows.map((r) => r.variance[key] / total(r.variance)),
    marker: { color: tints[i] }, hovertemplate: "%{text}<extra></extra>",
    text: rows.map(({ variance: v }) => plain(`${name}: ${fixed(100 * v[key] / total(v), 0)} %`)),
    textposition: "none" }));
  return { traces, layout: layout({ height: 60 + 22 * rows.length, barmode: "stack", bargap: 0.35,
    xaxis: axis({ range: [0, 1.001], tickformat: ".0%", dtick: 0.25 }),
    yaxis: axis({ tickvals: rows.map((_, j) => j), ticktext: labels.map(plain), showgrid: false,
                  autorange: "reversed" }), margin: { l: 10, r: 22, t: 8, b: 28 } }) };
}

function showVariance() {
  const home = section("variance");
  if (!data.answers.length) return home.remove();
  const spread = (v) => v.draw !== undefined && v.draw + v.query + v.residual > 0;
  const rows = data.answers.filter((row) => spread(row.variance));
  home.append(note("How much of the variance of the log-odds of the truth (where a candidate is ",
    "impossible: of right and wrong) comes from which demonstrations were drawn, which question ",
    "was asked, and the rest; per question, at the largest number of shots. A large first part ",
    "asks for more draws, a large second part for more queries."));
  if (rows.length) {
    home.append(parts(sources.map(([, name], i) => [name, i])),
      figure("Shares of the variance", "Shares of draw, query and rest; numbers: table below",
        () => varianceChart(rows), true));
  }
  const part = (v, key, cut) => v[key] === undefined ? el("td", { class: "number" }, "–")
    : numberCell(v[key], fixed(v[key], 4) + (cut ? " (cut at 0)" : ""));
  home.append(numbers(table("Variance components at the largest number of shots",
    ["condition/learner", "shots", "draws", "queries", "of", "draw", "query", "what is left",
     "note"],
    data.answers.map(({ variance: v, ...row }) => [armOfTask(row), String(row.shots),
      String(v.draws), String(v.queries), v.scale || "–", part(v, "draw", v.draw_cut),
      part(v, "query", v.query_cut), part(v, "residual"),
      v.note || (v.draw !== undefined && !spread(v) ? "no spread at all" : "")]))));
}
