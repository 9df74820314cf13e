#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "stats/proportion.h"
#include "study/certificate.h"

// A certificate as Markdown, and its documented form.
namespace tangram {
namespace {

constexpr Decision kAllDecisions[] = {Decision::supported, Decision::consistent, Decision::refuted,
                                      Decision::inconclusive, Decision::not_testable};

std::string list_text(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// "supported 190, inconclusive 10".
std::string counts_text(const std::map<Decision, int>& counts) {
  std::vector<std::string> parts;
  for (const Decision d : kAllDecisions)
    if (const auto n = counts.find(d); n != counts.end())
      parts.push_back(fmt::format("{} {}", decision_text(d), n->second));
  return parts.empty() ? "-" : list_text(parts);
}

/// Mechanisms by hypotheses; hypotheses without any such verdict are left out.
std::string verdict_table(const std::vector<CertificateRow>& rows,
                          std::map<Decision, int> VerdictCounts::*which) {
  std::string head = "| mechanism |", line = "\n|---|", body;
  for (const auto& [id, counts] : rows.front().hypotheses) {
    if ((counts.*which).empty()) continue;
    head += fmt::format(" {} |", id);
    line += "---|";
  }
  for (const CertificateRow& row : rows) {
    body += fmt::format("| {} |", row.mechanism.id);
    for (const auto& [id, counts] : row.hypotheses)
      if (!(counts.*which).empty()) body += fmt::format(" {} |", counts_text(counts.*which));
    body += "\n";
  }
  return head + line + "\n" + body;
}

std::string false_text(const CertifiedMechanism& mechanism) {
  std::vector<std::string> parts;
  for (const auto& [id, verdict] : mechanism.false_verdicts)
    parts.push_back(id + " " + decision_text(verdict));
  return list_text(parts);
}

/// "+ 198, 0 2".
std::string signs_text(const SignCounts& n) {
  const std::pair<const char*, int> signs[] = {
      {"+", n.above}, {"-", n.below}, {"0", n.holds_zero}, {"none", n.none}};
  std::vector<std::string> parts;
  for (const auto& [sign, count] : signs)
    if (count > 0) parts.push_back(fmt::format("{} {}", sign, count));
  return list_text(parts);
}

/// "200 (3)".
std::string pair_text(const PairCounts& n) {
  return n.n_stands_out == 0 ? std::to_string(n.n_composes)
                             : fmt::format("{} ({})", n.n_composes, n.n_stands_out);
}

/// The names of all rows' entries, each once.
template <class T>
std::vector<std::string> names_of(const std::vector<CertificateRow>& rows,
                                  std::vector<std::pair<std::string, T>> CertificateRow::*entries) {
  std::vector<std::string> out;
  for (const CertificateRow& row : rows)
    for (const auto& [name, of] : row.*entries)
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  return out;
}

/// A column a mechanism, a line for each of the entries.
template <class T>
std::string table_by_mechanism(const std::vector<CertificateRow>& rows,
                               std::vector<std::pair<std::string, T>> CertificateRow::*entries,
                               std::string (*text)(const T&)) {
  std::string out = "| |", line = "\n|---|";
  for (const CertificateRow& row : rows) {
    out += fmt::format(" {} |", row.mechanism.id);
    line += "---|";
  }
  out += line + "\n";
  for (const std::string& name : names_of(rows, entries)) {
    out += fmt::format("| {} |", name);
    for (const CertificateRow& row : rows) {
      const auto& all = row.*entries;
      const auto found =
          std::find_if(all.begin(), all.end(), [&](const auto& e) { return e.first == name; });
      out += fmt::format(" {} |", found == all.end() ? "-" : text(found->second));
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string certificate_markdown(const Certificate& certificate) {
  const std::vector<CertificateRow>& rows = certificate.rows;
  std::string out = fmt::format(
      "# Certificate of the study {}\n\n"
      "Learners whose mechanism is known by construction went through the whole study, {} runs of\n"
      "each (seeds {} to {}): what the study said of them, beside what is true of them. Written "
      "by\n"
      "`tangram certify`; the study's hash is\n`{}`,\nthat of the mechanisms\n`{}`.\n\n"
      "## False verdicts\n\n",
      certificate.study_id, rows.front().n_runs, certificate.first_seed,
      certificate.first_seed + static_cast<std::uint64_t>(rows.front().n_runs) - 1,
      certificate.study_hash, certificate.mechanisms_hash);
  out +=
      "| mechanism | what it does | verdicts that would be false | runs with one |\n"
      "|---|---|---|---|\n";
  for (const CertificateRow& row : rows) {
    const Bounds bounds = wilson_interval(row.n_false, row.n_runs, 0.95);
    out += fmt::format("| {} | {} | {} | {} ({:.1f} to {:.1f} %) |\n", row.mechanism.id,
                       row.mechanism.says, false_text(row.mechanism), row.n_false, 100 * bounds.low,
                       100 * bounds.high);
  }
  out += "\n## Verdicts, controlled\n\n" + verdict_table(rows, &VerdictCounts::controlled);
  out +=
      "\n## By the published criteria\n\nRead off the means, without a test; inconclusive: met\n"
      "neither way.\n\n" +
      verdict_table(rows, &VerdictCounts::published);
  out +=
      "\n## What was measured, condition by condition\n\n"
      "| mechanism | each condition against its comparator |\n|---|---|\n";
  for (const CertificateRow& row : rows) {
    std::vector<std::string> cells;
    for (const auto& [what, n] : row.measured) cells.push_back(fmt::format("{} {}", what, n));
    out += fmt::format("| {} | {} |\n", row.mechanism.id, list_text(cells));
  }
  if (!names_of(rows, &CertificateRow::signs).empty())
    out +=
        "\n## Correlations and trends\n\nRuns in which the 95 % interval lay above 0 (+), below "
        "it\n"
        "(-), held it (0) or could not be given (none). Descriptive: no verdict rests on "
        "them.\n\n" +
        table_by_mechanism(rows, &CertificateRow::signs, signs_text);
  if (!names_of(rows, &CertificateRow::pairs).empty())
    out +=
        "\n## Which pairs compose\n\nRuns in which a map on a task was established above chance; "
        "in\n"
        "brackets, those in which mean, task and map did not explain its score.\n\n" +
        table_by_mechanism(rows, &CertificateRow::pairs, pair_text);
  return out;
}

Value to_json_value(const Certificate& certificate) {
  const auto number = [](int n) { return json(static_cast<std::int64_t>(n)); };
  const auto counts_json = [&](const std::map<Decision, int>& counts) {
    std::vector<Table::Entry> entries;
    for (const auto& [decision, n] : counts)
      entries.push_back({decision_text(decision), number(n)});
    return json_object(std::move(entries));
  };
  Array rows;
  for (const CertificateRow& row : certificate.rows) {
    std::vector<Table::Entry> hypotheses, measured, signs, pairs;
    for (const auto& [id, counts] : row.hypotheses)
      hypotheses.push_back({id, json_object({{"controlled", counts_json(counts.controlled)},
                                             {"as_published", counts_json(counts.published)}})});
    for (const auto& [what, n] : row.measured) measured.push_back({what, number(n)});
    for (const auto& [id, n] : row.signs)
      signs.push_back({id, json_object({{"above", number(n.above)},
                                        {"below", number(n.below)},
                                        {"holds_zero", number(n.holds_zero)},
                                        {"none", number(n.none)}})});
    for (const auto& [id, n] : row.pairs)
      pairs.push_back({id, json_object({{"composes", number(n.n_composes)},
                                        {"stands_out", number(n.n_stands_out)}})});
    rows.push_back(json_object({{"mechanism", json(row.mechanism.id)},
                                {"runs", number(row.n_runs)},
                                {"false_runs", number(row.n_false)},
                                {"hypotheses", json_object(std::move(hypotheses))},
                                {"measured", json_object(std::move(measured))},
                                {"signs", json_object(std::move(signs))},
                                {"pairs", json_object(std::move(pairs))}}));
  }
  return json_object({{"study", json(certificate.study_id)},
                      {"study_hash", json(certificate.study_hash)},
                      {"mechanisms_hash", json(certificate.mechanisms_hash)},
                      {"first_seed", json(static_cast<std::int64_t>(certificate.first_seed))},
                      {"mechanisms", json_array(std::move(rows))}});
}

}  // namespace tangram
