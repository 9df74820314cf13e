// Landmarks: a score along an axis of the grid, and the place on it where something happens.

function landmarkChart(l) {
  const c = colours(), look = style(0), place = l.place.value;
  const points = l.curve.filter((p) => finite(p.score.value));
  const trace = { type: "scatter", mode: "lines+markers", x: points.map((p) => p.x),
    y: points.map((p) => p.score.value), hovertemplate: "%{text}<extra></extra>",
    text: points.map((p) => vectorHover(l.along, p.x, p.score)),
    error_y: { array: points.map((p) => finite(p.score.low)
      ? (p.score.high - p.score.low) / 2 : NaN), color: look.colour, thickness: 1.2, width: 3 },
    line: { color: look.colour, width: 2 }, marker: { color: look.colour, size: 7 } };
  const shapes = finite(place) ? [{ type: "line", xref: "x", yref: "paper", x0: place, x1: place,
    y0: 0, y1: 1, line: { color: style(1).colour, width: 1.5, dash: "dash" } }] : [];
  if (finite(l.place.low))
    shapes.push({ type: "rect", xref: "x", yref: "paper", x0: l.place.low, x1: l.place.high, y0: 0,
      y1: 1, line: { width: 0 }, fillcolor: translucent(style(1).colour, 0.15), layer: "below" });
  return { traces: [trace], layout: layout({ height: 300, margin: { l: 58, r: 10, t: 8, b: 46 },
    shapes, xaxis: axis({ type: "log", tickvals: unique(points.map((p) => p.x)),
      ticktext: unique(points.map((p) => String(p.x))), title: { text: plain(l.along),
        font: { size: 11, color: c.soft }, standoff: 6 } }),
    yaxis: axis({ zeroline: true, zerolinecolor: c.soft }) }) };
}

const placeText = ({ where, x }) => `at ${precise(x)}${where === "at" ? "" : ` or ${where}`}`;

function landmarkTables(l) {
  const curve = table(`${l.id}: ${l.title}`, [l.along, "value", "95 % interval", "note"],
    l.curve.map((p) => slopeRow(String(p.x), p.score)));
  const units = table(`${l.id}: each ${l.place.unit || "unit"}`, ["", "place"],
    l.units.map((u) => [u.unit, placeText(u.place)]));
  return l.units.length ? [curve, units] : [curve];
}

function showLandmarks() {
  const home = section("landmarks");
  if (!data.landmarks) return home.remove();
  home.append(note("Where on an axis a score comes to lie below another for good, or is least: ",
    "each unit of replication has its place. Dashed: their mean on a scale of doublings, or their ",
    "median; shaded: its 95 % interval. Descriptive: no verdict rests on it."));
  for (const l of data.landmarks) {
    home.append(el("p", { "data-landmark": l.id, "data-value": l.place.value },
      el("strong", {}, `${l.id}. `), `${l.title}: ${l.reading}.`));
    if (!l.curve.some((p) => finite(p.score.value))) continue;
    home.append(figure(l.title, `${l.id}: ${l.title}; numbers: table below`,
      () => landmarkChart(l), true), numbers(landmarkTables(l)));
  }
}
