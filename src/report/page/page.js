// The page, from top to bottom.

const faults = [];
addEventListener("error", (event) => {
  faults.push(event.message);
  document.documentElement.dataset.faults = faults.join("; ");
});
addEventListener("unhandledrejection", (event) => {
  faults.push(String(event.reason));
  document.documentElement.dataset.faults = faults.join("; ");
});

function showHead() {
  const { id, source, profile, model } = data.study;
  section("source").append(id, source ? ` · ${source}` : "");
  const { done, declared } = data.units;
  const answered = data.vectors ? data.vectors.cells : cells;
  const chip = (name, value) => value ? el("li", {}, el("span", {}, name), value) : null;
  section("chips").append(...[chip("model", model), chip("profile", profile),
    chip("units", done === declared ? whole(done) : `${whole(done)} of ${whole(declared)}`),
    chip("answers", whole(answered.reduce((sum, c) => sum + c.n_questions, 0)))].filter(Boolean));
}

function showWarnings() {
  const home = section("warnings");
  const { done, declared } = data.units;
  const rest = done < declared ? data.warnings.slice(1) : data.warnings;
  if (done < declared)
    home.append(el("p", { class: "banner", role: "status" }, el("strong", {}, "Provisional. "),
      data.warnings[0]));
  if (!rest.length) return;
  home.append(el("details", { class: "warnings", open: rest.length <= 3 },
    el("summary", {}, `${plural(rest.length, "thing")} to know before reading on`),
    el("ul", {}, rest.map((text) => el("li", {}, text)))));
}

function showContents() {
  for (const part of document.querySelectorAll("main > section"))
    section("contents").append(el("li", {}, el("a", { href: `#${part.id}` },
      part.dataset.name)));
}

for (const show of [showHead, showWarnings, showVerdicts, showStatements, showPredictions,
                    showCurves, showVectors, showLandmarks, showReadings, showTrends, showRatios,
                    showSpreads, showCorrelations, showMatrices, showAnswers, showCalibration, showVariance,
                    showPrompts, showCost, showProvenance, showContents])
  show();
drawAll();
