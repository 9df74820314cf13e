// Verdicts, the statements under them, the matrix of predictions.

const decisions = {
  "supported": { icon: "✓", kind: "supported" },
  "refuted": { icon: "✕", kind: "refuted" },
  "inconclusive": { icon: "?", kind: "inconclusive" },
  "not testable": { icon: "–", kind: "untestable" },
  "consistent": { icon: "≈", kind: "consistent" },
};
const looksOf = (decision) => decisions[decision] || decisions.inconclusive;

function badge(decision, words = decision) {
  const { icon, kind } = looksOf(decision);
  return el("span", { class: `badge ${kind}` }, el("i", { "aria-hidden": "true" }, icon), words);
}

const roles = [["needs", "must hold first"], ["supported", "supported if"],
  ["supported_needs", "supported only where"], ["refuted", "refuted if"],
  ["refuted_needs", "refuted only where"], ["published_supported", "published: supported if"],
  ["published_refuted", "published: refuted if"]];
const statementsOf = (h) => roles.flatMap(([key, words]) =>
  (h[key] || []).map((s) => ({ ...s, role: key, words, hypothesis: h.id })));

const intervalText = (bounds) => bounds ? `${scoreText(bounds[0])} to ${scoreText(bounds[1])}`
  : "no interval";
const unitsText = (s) => s.n ? plural(s.n, s.unit || "unit") : "–";

function statementTable(caption, list) {
  return table(caption, ["statement", "role", "effect", "simultaneous interval", "95 % interval",
    "units", "p", "p, sign flips", "smallest effect seen", "holds alone",
    "note"],
    list.map((s) => [s.statement, s.words, numberCell(s.value, signed(s.value)),
      el("td", { class: "number" }, intervalText(s.simultaneous)),
      el("td", { class: "number" }, intervalText(s.interval_95)), unitsText(s),
      numberCell(s.p, pText(s.p)), numberCell(s.p_sign_flip, pText(s.p_sign_flip)),
      numberCell(s.detectable),
      s.role.startsWith("published") ? "–" : s.established ? "yes" : "no", s.note || ""]));
}

/// The statements that made the verdict: those of its side, of both where it is open.
function decisive(h) {
  const side = { supported: ["supported"], consistent: ["supported"], refuted: ["refuted"] };
  return statementsOf(h).filter((s) => (side[h.decision] || ["supported", "refuted"])
    .includes(s.role));
}

function evidence(h) {
  const p = { supported: h.p_supported, consistent: h.p_supported,
              refuted: h.p_refuted }[h.decision];
  const list = decisive(h).filter((s) => finite(s.value));
  if (!list.length) return null;
  return el("dl", { class: "evidence" }, list.map((s) => [el("dt", {}, s.statement), el("dd", {},
    el("strong", {}, signed(s.value)), s.simultaneous ? ` [${intervalText(s.simultaneous)}]` : "",
    ` · ${unitsText(s)}`)]),
    el("dt", {}, "adjusted p"), el("dd", {}, p === undefined
      ? `supported ${pText(h.p_supported)} · refuted ${pText(h.p_refuted)}` : pText(p)));
}

function readings(h) {
  if (!h.as_published) return null;
  // A criterion that is not met contradicts no verdict that is open.
  const open = (decision) => decision === "inconclusive" || decision === "not testable";
  const part = h.as_published !== h.decision && !(open(h.as_published) && open(h.decision));
  const words = h.as_published === "inconclusive" ? "criterion not met" : h.as_published;
  return el("p", { class: part ? "readings part" : "readings" },
    el("span", {}, "As published"), badge(h.as_published, words), el("span", {}, "controlled"),
    badge(h.decision), part ? el("em", {}, "The two readings part.") : null);
}

function card(h, i) {
  const { kind } = looksOf(h.decision);
  const all = statementsOf(h);
  return el("article", { class: `card ${kind}`, id: `verdict-${i}`,
                         "aria-label": `${h.id}: ${h.decision}` },
    el("header", {}, badge(h.decision), el("span", { class: "id" }, h.id)),
    el("div", { class: "sides" },
      el("div", {}, el("h3", {}, h.says), el("p", { class: "reason" }, h.reason), readings(h)),
      evidence(h)),
    all.length ? numbers(statementTable(`All statements of ${h.id}`, all), "All its statements")
      : null);
}

/// All verdicts at a glance, each leading to its card.
const glance = (hypotheses) => el("ul", { class: "glance" }, hypotheses.map((h, i) => el("li", {},
  el("a", { href: `#verdict-${i}` }, el("span", { class: "id" }, h.id), badge(h.decision)))));

function showVerdicts() {
  const home = section("verdicts");
  const report = data.verdicts;
  const none = !report ? `There are no verdicts: ${data.why_no_verdicts}`
    : !report.verdicts ? "This size of the study decides nothing: it shows that the study runs. " +
        "Verdicts need the study's declared size."
    : !report.hypotheses.length ? "This study states no hypotheses, so nothing is decided." : "";
  if (none) return home.append(el("p", { class: "nothing" }, none));
  if (report.provisional)
    home.append(el("p", { class: "banner" }, el("strong", {}, "Provisional. "),
      "The declared draws are not complete: these may change."));
  home.append(note(`Decided at level ${report.level} for the whole family of ${report.family} `,
    "tests (Holm). Each effect with its simultaneous interval, its unit and their number."),
    glance(report.hypotheses), el("div", { class: "cards" }, report.hypotheses.map(card)));
}

/// Each statement once, with every hypothesis that it speaks to.
function statementRows() {
  const rows = new Map();
  for (const h of data.verdicts.hypotheses)
    for (const s of statementsOf(h).filter((x) => !x.role.startsWith("published"))) {
      if (!rows.has(s.statement)) rows.set(s.statement, { ...s, speaks: [] });
      rows.get(s.statement).speaks.push(`${s.hypothesis} ${s.words}`);
    }
  return [...rows.values()];
}

function forestChart(rows) {
  const c = colours();
  const bar = (s) => s.simultaneous || [NaN, NaN];  // none is drawn
  const marginsOf = (s) => s.kind === "within" ? [-s.by, s.by] : [s.by];
  const xs = [0, ...rows.flatMap((s) => [s.value, ...bar(s), ...marginsOf(s)])].filter(finite);
  const pad = 0.05 * (Math.max(...xs) - Math.min(...xs) || 1);
  const hover = (s) => plain(s.statement) +
    `<br>${signed(s.value)} [${intervalText(s.simultaneous)}]<br>` +
    `${plain(unitsText(s))}, p ${plain(pText(s.p))}`;
  const effects = { type: "scatter", mode: "markers", x: rows.map((s) => s.value),
    y: rows.map((_, i) => i), text: rows.map(hover), hovertemplate: "%{text}<extra></extra>",
    error_x: { symmetric: false, array: rows.map((s) => bar(s)[1] - s.value),
               arrayminus: rows.map((s) => s.value - bar(s)[0]), color: c.ink, thickness: 1.6,
               width: 4 },
    marker: { size: 10, symbol: rows.map((s) => s.established ? "circle" : "circle-open"),
              color: c.accent, line: { width: 2, color: c.accent } } };
  const margins = rows.flatMap((s, i) => marginsOf(s).map((x) =>
    ({ type: "line", x0: x, x1: x, y0: i - 0.2, y1: i + 0.2,
       line: { color: c.series[1], width: 2 } })));
  const zero = { type: "line", x0: 0, x1: 0, yref: "paper", y0: 0, y1: 1, layer: "below",
                 line: { color: c.soft, width: 1, dash: "dot" } };
  const labels = rows.map((s, i) => ({ text: plain(s.statement), xref: "paper", x: 0,
    xanchor: "left", y: i - 0.44, yanchor: "middle", showarrow: false, bgcolor: c.ground,
    borderpad: 1, font: { size: 12, color: c.ink } }));
  return { traces: [effects], layout: layout({ height: 70 + 58 * rows.length,
    xaxis: axis({ range: [Math.min(...xs) - pad, Math.max(...xs) + pad],
      title: { text: "effect; short lines: the margins",
      font: { size: 11, color: c.soft }, standoff: 6 } }),
    yaxis: axis({ range: [rows.length - 0.5, -0.75], showticklabels: false, showgrid: false }),
    shapes: [zero, ...margins], annotations: labels, margin: { l: 12, r: 12, t: 4, b: 40 } }) };
}

function showStatements() {
  const home = section("statements");
  if (!data.verdicts || !data.verdicts.verdicts || !data.verdicts.hypotheses.length)
    return home.remove();
  const all = statementRows();
  const rows = all.filter((s) => finite(s.value));
  home.append(note("Every statement of the hypotheses: its effect, the interval that holds for ",
    "all of them together, and the margin that it must clear. Filled: its own test holds, before ",
    "the correction for the family that decides."));
  if (rows.length)
    home.append(figure("Effects and simultaneous intervals",
      "Forest plot of all statements; numbers: table below", () => forestChart(rows), true));
  home.append(numbers(statementTable("All statements", all.map((s) => ({ ...s,
    words: s.speaks.join("; ") })))));
}

function predictionCell(predicted, measured) {
  if (!predicted || predicted === "any") return el("td", { class: "any" }, "any");
  if (measured === "undecided") return el("td", { class: "open" }, `${predicted} ?`);
  const right = predicted === measured;
  return el("td", { class: right ? "agrees" : "differs" }, `${predicted} ${right ? "✓" : "✕"}`);
}

function showPredictions() {
  const home = section("predictions");
  const report = data.verdicts;
  if (!report || !report.verdicts || !report.predictions.length) return home.remove();
  const ids = report.hypotheses.map((h) => h.id);
  home.append(note("Against its comparators each condition lies above, at (within the margin) or ",
    "below, or that is undecided. ✓: as predicted. ✕: otherwise."),
    table("Predictions against what was measured",
      ["condition", "measured", ...ids, "score less comparator's"],
      report.predictions.map((row) => [row.condition,
        el("td", {}, el("strong", {}, row.measured)),
        ...ids.map((id) => predictionCell(row.predicted[id], row.measured)),
        el("td", { class: "number" }, row.against.map(({ effect, value, ...s }) => el("div", {},
          `${effect}: ${signed(value)} [${intervalText(s.simultaneous || s.interval_95)}]`)))])));
}
