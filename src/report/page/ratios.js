// Ratios of two differences of scores, and how far a score varies within draws and between them.

function ratioTable(r) {
  return table(`${r.id}, ${r.task}: ${r.title}`, ["", "value", "95 % interval", "note"], [
    slopeRow(`numerator: ${r.numerator_arms}`, r.numerator),
    slopeRow(`denominator: ${r.denominator_arms}`, r.denominator),
    slopeRow("ratio", r.ratio)]);
}

function showRatios() {
  const home = section("ratios");
  if (!data.ratios) return home.remove();
  home.append(note("A difference of scores over another of the same draws; intervals by Fieller. ",
    "Undefined where the denominator is not shown to lie above 0. Descriptive: no verdict rests ",
    "on it."));
  for (const r of data.ratios) {
    home.append(el("p", { "data-ratio": [r.id, r.task].join("|") },
      el("strong", {}, `${r.id}${r.task ? `, ${r.task}` : ""}. `), `${r.title}: ${r.reading}.`));
    if (r.task) home.append(numbers([ratioTable(r)]));
  }
}

function spreadTable(s) {
  return table(`${s.id}, ${s.task}: ${s.title}`, ["", "value", "95 % interval", "note"], [
    slopeRow("mean score", s.mean),
    slopeRow(`sd over ${s.over} within a ${s.mean.unit}`, s.within),
    slopeRow(`sd between ${s.mean.unit}s`, s.between),
    slopeRow(`largest less smallest of ${s.values} values`, s.range),
    slopeRow("sd by luck at single queries", s.by_chance)]);
}

function showSpreads() {
  const home = section("spreads");
  if (!data.spreads) return home.remove();
  home.append(note("Standard deviations of a score over the values of an axis within a draw and ",
    "between draws; what a finite number of queries adds is taken off and stands by itself. ",
    "Descriptive: no verdict rests on it."));
  for (const s of data.spreads) {
    home.append(el("p", { "data-spread": [s.id, s.task].join("|") },
      el("strong", {}, `${s.id}${s.task ? `, ${s.task}` : ""}. `), `${s.title}: ${s.reading}.`));
    if (s.task) home.append(numbers([spreadTable(s)]));
  }
}
