// Correlations over functions g: a point a function, bins of equal number over them.

function correlationChart(r) {
  const c = colours();
  const first = style(0), second = style(1);
  const hover = (p) => `${plain(`draw ${p.draw}`)}<br>x ${fixed(p.x)}, y ${fixed(p.y)}`;
  return { traces: [
    { type: "scatter", mode: "markers", x: r.points.map((p) => p.x), y: r.points.map((p) => p.y),
      text: r.points.map(hover), hovertemplate: "%{text}<extra></extra>",
      marker: { color: translucent(first.colour, 0.45), size: 6 } },
    { type: "scatter", mode: "lines+markers", x: r.bins.map((b) => b.x), y: r.bins.map((b) => b.y),
      text: r.bins.map((b) => `bin of ${plural(b.n, "function")}<br>mean y ${fixed(b.y)}`),
      hovertemplate: "%{text}<extra></extra>",
      error_y: { array: r.bins.map((b) => b.y_error), color: second.colour, thickness: 1.2,
                 width: 3 },
      line: { color: second.colour, width: 2 },
      marker: { color: second.colour, size: 8, symbol: "square" } }],
  layout: layout({ height: 340, margin: { l: 52, r: 10, t: 8, b: 46 },
    xaxis: axis({ title: { text: plain(r.x), font: { size: 11, color: c.soft }, standoff: 6 } }),
    yaxis: axis({ title: { text: plain(r.y), font: { size: 11, color: c.soft },
                           standoff: 6 } }) }) };
}

/// Each number with what it is for.
function correlationTable(r) {
  const row = (name, e) => [name, numberCell(e.value), interval(e)];
  const alone = (name, v) => [name, numberCell(v), ""];
  const rows = [row("Pearson", r.pearson), row("Spearman", r.spearman)];
  if (r.fisher) rows.push(["Fisher's interval of r", "", interval(r.fisher)]);
  if (r.permuted)
    rows.push(["p, against y of other functions", numberCell(r.permuted.p, pText(r.permuted.p)),
      `95 % of |r| below ${fixed(r.permuted.largest)}`]);
  if (r.demonstrations > 1)
    rows.push(alone("reliability of x", r.reliability_x), alone("reliability of y",
      r.reliability_y), alone("noise ceiling of r", r.ceiling),
    alone("r corrected for noise", r.disattenuated),
    alone("x and y of different demonstrations", r.across_halves));
  if (r.rotations > 1)
    rows.push(row("between assignments of the same words", r.assignments),
      alone("over all assignments, y of g", r.same_assignment),
      alone("over all assignments, y of g o pi", r.other_assignment),
      row("y of g less y of g o pi", r.specificity));
  if (r.covariates.length) rows.push(row("partial, given the covariates", r.partial));
  for (const v of r.covariates)
    rows.push([`r of ${v.covariate}`, numberCell(v.x, `x ${fixed(v.x)}`), `y ${fixed(v.y)}`]);
  return table(`${r.id}, ${r.task}: ${plural(r.functions, "function")}`,
    ["", "value", "95 % interval"], rows);
}

function showCorrelations() {
  const home = section("correlations");
  if (!data.correlations) return home.remove();
  home.append(note("Each point is a function g: its score alone against its score in the task, ",
    "averaged over demonstrations and over the assignments of its words. Squares: bins of about equal ",
    "number with the standard error of their mean. Intervals are over functions."));
  for (const r of data.correlations) {
    const title = `${r.id}${r.task ? `, ${r.task}` : ""} (${metricName(r.metric)}, ` +
      `${plural(r.shots, "shot")})`;
    home.append(el("p", {}, el("strong", {}, `${title}. `), r.reading, "."));
    if (!r.points.length) continue;
    if (r.note) home.append(note(r.note));
    home.append(figure(`${r.y} against ${r.x}`,
      `${title}: ${r.y} against ${r.x}, a point a function; numbers: table below`,
      () => correlationChart(r), true), numbers(correlationTable(r)));
  }
}
