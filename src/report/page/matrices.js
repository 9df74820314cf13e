// Which pairs of task and map compose: a heat map of cells, one of residuals, and the numbers.

const pairAt = (m, condition, task) =>
  m.cells.find((c) => c.condition === condition && c.task === task);

/// How the two heat maps of a matrix read their cells.
const matrixViews = {
  score: { title: "Scores", of: (c) => c.value, star: (c) => c.composes, words: fixed,
           starred: (m) => Object.keys(m.against).length ? "above 0" : "above chance",
           p: (c) => c.p_above_chance },
  residual: { title: "What task and map leave over", of: (c) => c.residual,
              star: (c) => c.stands_out, words: signed, starred: () => "not 0",
              p: (c) => c.p_residual },
};

/// Colours from chance (or the lowest score) upwards; of residuals to both sides of 0. Light enough
/// that the ink of the numbers is read on all of them.
function heatScale(m, view) {
  const c = colours();
  const values = m.cells.map((cell) => view.of(cell).value).filter(finite);
  if (view === matrixViews.residual || Object.keys(m.against).length) {
    const most = Math.max(1e-9, ...values.map(Math.abs));
    return { zmin: -most, zmax: most, colorscale: [[0, translucent(c.series[1], 0.6)],
      [0.5, translucent(c.series[1], 0)], [0.5, translucent(c.series[0], 0)],
      [1, translucent(c.series[0], 0.6)]] };
  }
  const chances = m.cells.map((cell) => cell.chance).filter(finite);
  const least = Math.min(...values, ...chances);
  return { zmin: least, zmax: Math.max(least + 1e-9, ...values),
           colorscale: [[0, translucent(c.accent, 0)], [1, translucent(c.accent, 0.6)]] };
}

function pairHover(cell, view) {
  const e = view.of(cell);
  return plain(`${cell.condition} on ${cell.task}: ${view.words(e.value)}`) +
    `<br>${plain(intervalOrWhy(e, view.words))}<br>adjusted p ${plain(pText(view.p(cell)))}`;
}

function heatChart(m, view) {
  const c = colours();
  const rows = m.conditions.map((condition) => m.tasks.map((task) => pairAt(m, condition, task)));
  const annotations = rows.flatMap((row, i) => row.map((cell, j) => ({ x: j, y: i,
    text: plain(view.words(view.of(cell).value)) + (view.star(cell) ? " ★" : ""), showarrow: false,
    font: { size: 12, color: c.ink } })));
  const z = rows.map((row) => row.map((cell) => view.of(cell).value));
  return { traces: [{ type: "heatmap", z,
                      x: m.tasks.map((_, j) => j), y: m.conditions.map((_, i) => i),
                      text: rows.map((row) => row.map((cell) => pairHover(cell, view))),
                      hovertemplate: "%{text}<extra></extra>", showscale: false, xgap: 2, ygap: 2,
                      ...heatScale(m, view) }],
    layout: layout({ height: 60 + 34 * m.conditions.length, annotations,
      xaxis: axis({ tickvals: m.tasks.map((_, j) => j), ticktext: m.tasks.map(plain),
                    showgrid: false, side: "top" }),
      yaxis: axis({ tickvals: m.conditions.map((_, i) => i), ticktext: m.conditions.map(plain),
                    showgrid: false, autorange: "reversed" }),
      margin: { l: 10, r: 10, t: 34, b: 10 } }) };
}

function matrixTable(m) {
  const yes = (flag) => flag ? "yes" : "no";
  return table(`${m.id}: ${m.title}`, ["pair", "score", "chance", "p above chance", "composes",
    "residual", "simultaneous interval", "p of the residual", "stands out", "note"],
    m.cells.map((c) => {
      const score = estimateCell(c.value);
      score.dataset.pair = [m.id, c.task, c.condition].join("|");
      return [`${c.condition} on ${c.task}`, score, numberCell(c.chance),
        numberCell(c.p_above_chance, pText(c.p_above_chance)), yes(c.composes),
        estimateCell(c.residual),
        el("td", { class: "number" },
          interval({ low: c.simultaneous_low, high: c.simultaneous_high }, signed)),
        numberCell(c.p_residual, pText(c.p_residual)), yes(c.stands_out), c.value.note];
    }));
}

function showMatrices() {
  const home = section("matrices");
  if (!data.matrices) return home.remove();
  home.append(note("Each task with each map of its labels. ★: established by Holm's rule over the ",
    "pairs of a matrix, a score above chance, a residual other than 0. Residuals are what a mean, ",
    "an effect of the task and an effect of the map leave over. Descriptive: no verdict rests on ",
    "them."));
  for (const m of data.matrices) {
    home.append(el("h3", {}, `${m.id}: ${m.title}`));
    const views = [matrixViews.score, ...(m.additive ? [matrixViews.residual] : [])];
    if (m.cells.length)
      home.append(el("div", { class: "multiples broad" }, views.map((view) =>
        figure(`${view.title} (★: ${view.starred(m)})`,
          `${view.title} of ${m.id} as a heat map, a row a condition, a column a task; numbers: ` +
          "table below", () => heatChart(m, view)))),
        numbers(matrixTable(m)));
    if (m.sentences.length) home.append(el("ul", {}, m.sentences.map((s) => el("li", {}, s))));
    home.append(...m.notes.map((text) => note(text)));
  }
}
