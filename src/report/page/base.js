// What all parts of the page share: the data, elements made of text alone, numbers as words.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("data");

/// An element with attributes and children. A string becomes text, never markup.
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

const section = (id) => document.getElementById(id);
const note = (...text) => el("p", { class: "note" }, ...text);
const finite = (v) => typeof v === "number" && Number.isFinite(v);
const unique = (items) => [...new Set(items)];

/// A true minus sign; 3 decimals unless told.
function fixed(v, digits = 3) {
  if (v === null || v === undefined) return "–";
  if (!finite(v)) return String(v).replace("-inf", "−∞").replace("inf", "∞");
  return v.toFixed(digits).replace("-", "−");
}

/// So many digits that count, however small the number is.
const withDigits = (digits) => (v) =>
  finite(v) ? String(Number(v.toPrecision(digits))).replaceAll("-", "−") : fixed(v);
const precise = withDigits(3);

/// A score or an effect, and half of its interval: of words 3 decimals; errors and distances of
/// vectors may be small, and have the digits that `tangram measure` gives them.
const [scoreText, halfText] = data.vectors ? [precise, withDigits(2)] : [fixed, fixed];
const signed = (v) => (finite(v) && v > 0 ? "+" : "") + scoreText(v);
const whole = (n) => Math.round(n).toLocaleString("en");
const plural = (n, word) => `${whole(n)} ${word}${n === 1 ? "" : "s"}`;

function pText(p) {
  if (!finite(p)) return "–";
  if (p < 0.0001) return "< 0.0001";
  return p.toFixed(4);
}

function secondsText(s) {
  if (s < 90) return `${s.toFixed(s < 10 ? 1 : 0)} s`;
  return s < 5400 ? `${(s / 60).toFixed(1)} min` : `${(s / 3600).toFixed(1)} h`;
}

/// "0.853 ± 0.041", or the number alone; with the exact number beside it for programs.
function estimateCell(e) {
  if (!e || e.value === null) return el("td", { class: "number", title: e ? e.note : "" }, "–");
  const half = e.low === null ? "" : ` ± ${halfText((e.high - e.low) / 2)}`;
  const title = [e.n ? plural(e.n, e.unit) : "", e.note].filter(Boolean).join("; ");
  return el("td", { class: "number", title, "data-value": e.value, "data-low": e.low,
                    "data-high": e.high }, scoreText(e.value) + half);
}

/// "0.81 to 0.91", with other digits where `words` says so.
const interval = (e, words = scoreText) =>
  finite(e.low) ? `${words(e.low)} to ${words(e.high)}` : "–";

/// The same for a hover; without an interval the reason.
const intervalOrWhy = (e, words = scoreText) =>
  finite(e.low) ? `95 %: ${interval(e, words)}` : e.note || "no interval";

const numberCell = (v, text) =>
  el("td", { class: "number", "data-value": v }, text ?? scoreText(v));

/// A table in a frame of its own that scrolls sideways. Each row: a header, then cells; strings
/// become cells.
function table(caption, heads, rows) {
  const cell = (c, i) => c instanceof Node ? c : i === 0 ? el("th", { scope: "row" }, c)
                                                         : el("td", {}, c);
  const node = el("table", {}, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, heads.map((h) => h instanceof Node ? h
      : el("th", { scope: "col" }, h)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell)))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, node);
}

const numbers = (content, title = "The numbers as a table") =>
  el("details", { class: "numbers" }, el("summary", {}, title), content);

/// "block:" before a name where the study has blocks with names.
const inBlock = (row, name) => (row.block ? row.block + ":" : "") + name;
const taskOf = (row) => row.task + (row.axes ? ` (${row.axes})` : "");
const armName = (row) => inBlock(row, `${row.condition}/${row.learner}`);
const armOfTask = (row) => (manyTasks ? taskOf(row) + ": " : "") + armName(row);

const cells = data.measure.cells;
const tasks = unique(cells.map(taskOf));
const manyTasks = tasks.length > 1;
const metricNames = cells.length ? Object.keys(cells[0].metrics) : [];
const metricTitle = (name) => (data.metrics.find((m) => m.name === name) || { title: name }).title;
const shortNames = { auc: "AUC", macro_f1: "macro-F1", candidate_mass: "label mass",
                     truth_mass: "mass of the truth", label_entropy: "label entropy",
                     label_bias: "leaning to labels", log_loss: "log-loss", brier: "Brier score",
                     calibration_error: "calibration error", truth_rank: "rank of the truth" };
const metricName = (name) => shortNames[name] || name.replaceAll("_", " ");
const bounded = ["auc", "accuracy", "macro_f1", "candidate_mass", "truth_mass"];

/// A row of buttons of which one is pressed.
function choice(label, options, chosen, onchoose) {
  const buttons = options.map(([value, text]) =>
    el("button", { type: "button", "aria-pressed": String(value === chosen), onclick: (event) => {
      for (const b of buttons) b.setAttribute("aria-pressed", String(b === event.target));
      onchoose(value);
    } }, text));
  return el("div", { class: "choice", role: "group", "aria-label": label },
    el("span", { class: "choice-label", "aria-hidden": "true" }, label), buttons);
}

function dropdown(label, options, onchoose) {
  const select = el("select", { onchange: (event) => onchoose(event.target.value) },
    options.map(([value, text]) => el("option", { value }, text)));
  return el("label", { class: "dropdown" }, el("span", {}, label), select);
}
