// What a run cost and where it comes from.

function costChart(rows) {
  const c = colours();
  const y = rows.map((_, i) => i);
  const hover = (r) => plain(armOfTask(r)) + `<br>${whole(r.evaluated)} evaluated, ` +
    `${whole(r.asked)} asked<br>${secondsText(r.seconds)}`;
  const bar = (x, color) => ({ type: "bar", orientation: "h", y, x, marker: { color },
    text: rows.map(hover), textposition: "none", hovertemplate: "%{text}<extra></extra>" });
  return { traces: [bar(rows.map((r) => r.evaluated), c.series[0]),
                    bar(rows.map((r) => Math.max(0, r.asked - r.evaluated)), c.line)],
    layout: layout({ height: 60 + 22 * rows.length, barmode: "stack", bargap: 0.35,
      xaxis: axis({ title: { text: "tokens", font: { size: 11, color: c.soft }, standoff: 4 } }),
      yaxis: axis({ tickvals: y, ticktext: rows.map((r) => plain(armOfTask(r))), showgrid: false,
                    autorange: "reversed" }), margin: { l: 10, r: 12, t: 8, b: 34 } }) };
}

function showCost() {
  const home = section("cost");
  const rows = read("cost-data");
  if (!rows.length) return home.append(note("No unit is done yet."));
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const saved = sum("asked") - sum("evaluated");
  const share = sum("asked") ? ` (${fixed(100 * saved / sum("asked"), 1)} %)` : "";
  home.append(sum("asked")
    ? note(`${whole(sum("evaluated"))} tokens evaluated for ${whole(sum("asked"))} asked: `,
        `${whole(saved)} saved by shared beginnings${share}, in ${secondsText(sum("seconds"))}.`)
    : note(`${plural(sum("units"), "unit")} answered in ${secondsText(sum("seconds"))}, training of `,
        "nets not counted."));
  const withTokens = rows.filter((row) => row.asked > 0);
  if (withTokens.length)
    home.append(parts([["evaluated", 0], ["saved", 2]]), figure("Tokens",
      "Tokens evaluated and saved; numbers: table below", () => costChart(withTokens), true));
  home.append(numbers(table("Cost by condition and learner", ["condition/learner", "units",
    "tokens evaluated", "tokens asked", "tokens saved", "seconds"],
    rows.map((r) => [armOfTask(r), numberCell(r.units, whole(r.units)),
      numberCell(r.evaluated, whole(r.evaluated)), numberCell(r.asked, whole(r.asked)),
      numberCell(r.asked - r.evaluated, whole(r.asked - r.evaluated)),
      numberCell(r.seconds, fixed(r.seconds, 2))]))));
}

function showProvenance() {
  const home = section("provenance");
  const p = read("provenance-data");
  const facts = [["study hash", p.study_hash], ["study file", p.study_path], ["seed", p.seed],
    ["store", p.store], ...p.facts.map((f) => [f.name, f.value])];
  const block = (title, text) => el("details", {}, el("summary", {}, title),
    el("pre", { tabindex: "0" }, text));
  home.append(note("To make this run again:"),
    el("pre", { class: "command", tabindex: "0" }, p.command),
    note("It is the same run where it ends with the same study hash. What the command line ",
      "changed in the study stands in its canonical text."),
    table("Facts of the run", ["fact", "value"], facts.map(([name, value]) => [name,
      el("td", { class: "fact" }, value)])),
    block("The study, as its file was", p.study_text),
    block("Its canonical text, which the hash is of", p.study_canonical));
}
