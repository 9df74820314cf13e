// Trends: the score against a number that the arms differ by, and the straight line through them.

function trendHover(t, p) {
  return [`${t.name} ${p.x}: ${fixed(p.score.value)}`, intervalOrWhy(p.score), p.arms].map(plain)
    .join("<br>");
}

function trendChart(t) {
  const c = colours(), look = style(0);
  const points = t.points.filter((p) => finite(p.score.value));
  const xs = points.map((p) => p.x), ys = points.map((p) => p.score.value);
  const mean = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const ends = [Math.min(...xs), Math.max(...xs)];
  const traces = [{ type: "scatter", mode: "markers", x: xs, y: ys,
    text: points.map((p) => trendHover(t, p)), hovertemplate: "%{text}<extra></extra>",
    error_y: { array: points.map((p) => finite(p.score.low)
      ? (p.score.high - p.score.low) / 2 : NaN), color: look.colour, thickness: 1.2, width: 3 },
    marker: { color: look.colour, size: 8 } }];
  if (finite(t.slope.value) && points.length === t.points.length)
    traces.push({ type: "scatter", mode: "lines", hoverinfo: "skip", x: ends,
      y: ends.map((x) => mean(ys) + t.slope.value * (x - mean(xs))),
      line: { color: style(1).colour, width: 2, dash: "dash" } });
  return { traces, layout: layout({ height: 300, margin: { l: 52, r: 10, t: 8, b: 46 },
    xaxis: axis({ tickvals: unique(xs), title: { text: plain(t.name),
                  font: { size: 11, color: c.soft }, standoff: 6 } }),
    yaxis: axis({ title: { text: plain(metricName(t.metric)),
                           font: { size: 11, color: c.soft }, standoff: 6 } }) }) };
}

function trendTable(t) {
  const heads = [t.name, "arms", "score", ...(t.covariate ? ["covariate"] : [])];
  return table(`${t.id}, ${t.task}: ${t.title}`, heads, t.points.map((p) => {
    const score = estimateCell(p.score);
    score.dataset.trend = [t.id, t.task, p.x].join("|");
    return [String(p.x), p.arms, score, ...(t.covariate ? [estimateCell(p.covariate)] : [])];
  }));
}

/// A slope with three digits, however small a step of x is.
const slopeRow = (name, e) => [name, numberCell(e.value, precise(e.value)), interval(e, precise),
                               e.note];

function slopeTable(t) {
  const rows = [slopeRow("slope of the score", t.slope)];
  if (t.covariate)
    rows.push(slopeRow("slope of the covariate", t.covariate_slope),
      slopeRow("slope of the score, given the covariate", t.slope_given_covariate),
      slopeRow("what 1 of the covariate adds", t.covariate_weight));
  return table(`${t.id}, ${t.task}: for each step of 1`, ["", "value", "95 % interval", "note"],
    rows);
}

function showTrends() {
  const home = section("trends");
  if (!data.trends) return home.remove();
  home.append(note("The mean score against a number that the arms differ by, with 95 % intervals; ",
    "dashed: the straight line of least squares. Descriptive: no verdict rests on it."));
  for (const t of data.trends) {
    const title = t.id + (t.task ? `, ${t.task}` : "");
    home.append(el("p", {}, el("strong", {}, `${title}. `), t.reading, "."));
    if (!t.points.length) continue;
    if (t.covariate) home.append(note(`Covariate: ${t.covariate}.`));
    home.append(figure(t.title, `${title}: ${t.title}; numbers: table below`,
      () => trendChart(t), true), numbers([trendTable(t), slopeTable(t)]));
  }
}
