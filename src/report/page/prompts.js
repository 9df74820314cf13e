// Prompts of a stated sample of units, token by token.

const tokenText = (id) => data.sample.tokens[id] ?? `⟨${id}⟩`;

function tokenSpan(id, i) {
  const spelling = tokenText(id);
  return el("span", { class: `token t${i % 2}`, title: `token ${id}` },
    spelling.replaceAll("\n", "↵\n"));
}

function candidateRows(question) {
  return question.candidates.map((c, i) => [
    el("th", { scope: "row", class: i === question.truth ? "truth" : "" }, c.word,
      i === question.truth ? el("span", { class: "mark" }, " ← truth") : null),
    el("td", { class: "tokens" }, c.tokens.map((id, j) => tokenSpan(id, j)),
      c.tokens.length ? "" : "–"),
    el("td", { class: "number" }, c.token_log_ps.map((v) => fixed(v)).join(" ")),
    numberCell(finite(c.log_p) ? c.log_p : null, fixed(c.log_p)),
    numberCell(c.p)]);
}

function showQuestion(box, unit, index) {
  const question = unit.questions[index];
  if (!question) return box.replaceChildren(note("This unit has no such question."));
  const tokens = [...unit.start, ...question.rest];
  const rotation = `, version ${unit.variant + 1} of ${unit.n_variants} (rotations of the labels)`;
  const prompt = tokens.length
    ? el("pre", { class: "prompt", tabindex: "0", "aria-label": "Prompt" },
        tokens.map((id, i) => tokenSpan(id, i)))
    : note("This learner reads no tokens: it has no prompt.");
  box.replaceChildren(
    note(`${unit.id}, ${plural(unit.shots, "shot")}, query ${question.query}`,
      unit.n_variants > 1 ? rotation : "", ". ",
      tokens.length ? `${plural(tokens.length, "token")}; ↵ is a line break.` : ""),
    prompt,
    table("Candidates and what the learner gave them", ["candidate", "tokens", "log p by token",
      "log p (nats)", "among the candidates"], candidateRows(question)));
  if (prompt.tagName === "PRE") prompt.scrollTop = prompt.scrollHeight;
}

function showPrompts() {
  const home = section("prompts");
  const units = data.sample.units;
  if (!units.length) return home.remove();
  const state = { unit: 0, question: 0 };
  const box = el("div", { class: "browser" });
  const show = () => showQuestion(box, units[state.unit], state.question);
  const label = (u) => u.id + (u.n_variants > 1 ? `, version ${u.variant + 1}` : "");
  const most = Math.max(...units.map((u) => u.questions.length));
  const boundaries = el("input", { type: "checkbox", checked: true, onchange: (event) =>
    box.classList.toggle("joined", !event.target.checked) });
  const first = Math.max(0, units.findIndex((u) => u.start.length > 0));
  state.unit = first;
  const pick = dropdown("unit", units.map((u, i) => [i, label(u)]), (value) => {
    state.unit = Number(value);
    show();
  });
  pick.querySelector("select").selectedIndex = first;
  home.append(note(data.sample.how), el("div", { class: "controls" }, pick,
    choice("question", Array.from({ length: most }, (_, i) => [i, String(i + 1)]), 0, (value) => {
      state.question = value;
      show();
    }), el("label", { class: "check" }, boundaries, "token boundaries")), box);
  show();
}
