// Readings: the same answers at the largest number of shots, read otherwise.

function readingTable(arms, metric, task) {
  const names = unique(arms.flatMap((arm) => arm.scores.map((s) => s.reading)));
  const caption = `${metricTitle(metric)}, ${task}: mean ± half of the 95 % interval`;
  return table(caption, ["condition/learner", "shots", ...names], arms.map((arm) => [armName(arm),
    String(arm.shots), ...names.map((name) => {
      const scores = arm.scores.find((s) => s.reading === name);
      const node = estimateCell(scores && scores[metric]);
      node.dataset.reading = [task, armName(arm), name, metric].join("|");
      return node;
    })]));
}

function showReadings() {
  const home = section("readings");
  if (!data.readings.length) return home.remove();
  home.append(note("The same answers at the largest number of shots, read otherwise: by length, by ",
    "the first token, or with what the learner says of inputs that say nothing taken off. Which is ",
    "best was seen before it was chosen: the interval of its gain is simultaneous over the readings ",
    "compared. Descriptive: no verdict rests on it."));
  for (const task of unique(data.readings.map(taskOf))) {
    const mine = data.readings.filter((arm) => taskOf(arm) === task);
    if (manyTasks) home.append(el("h3", {}, task));
    home.append(el("ul", {}, mine.map((arm) => el("li", {}, el("strong", {}, armName(arm)),
      `, ${plural(arm.shots, "shot")}: ${arm.sentence}.`))));
    for (const metric of ["accuracy", "auc", "label_bias"])
      home.append(numbers(readingTable(mine, metric, task), metricTitle(metric)));
  }
}
