#include <string>
#include <vector>

#include "base/check.h"
#include "base/value.h"
#include "metrics/auc.h"
#include "metrics/classification.h"
#include "metrics/probability.h"
#include "verdict/effect_of.h"

// The metrics that a cell or a claim may name.
namespace tangram {
namespace {

constexpr MetricInfo kMetrics[] = {
    {"auc", "AUC (Hand-Till, within draw)", hand_till_auc, hand_till_auc_without_each},
    {"accuracy", "accuracy", accuracy, nullptr},
    {"macro_f1", "macro-F1", [](std::span<const ScoredQuestion> q) { return macro_f1(q).score; },
     macro_f1_without_each},
    {"candidate_mass", "probability mass on the candidates", candidate_mass, nullptr, true},
    {"truth_mass", "probability of the truth", truth_mass, nullptr, true},
    {"label_entropy", "entropy of the predicted labels (nats)", label_entropy,
     label_entropy_without_each},
    {"label_bias", "leaning to some labels (0: none)", label_bias, label_bias_without_each},
    {"log_loss", "log-loss (nats)", log_loss, nullptr},
    {"brier", "Brier score", brier_score, nullptr},
    {"calibration_error", "expected calibration error",
     [](std::span<const ScoredQuestion> q) { return calibration_error(q); },
     [](std::span<const ScoredQuestion> q) { return calibration_error_without_each(q); }},
    {"truth_rank", "mean rank of the truth", mean_truth_rank, nullptr},
};

}  // namespace

std::span<const MetricInfo> all_metrics() { return kMetrics; }

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const MetricInfo& metric : kMetrics) names.emplace_back(metric.name);
  return names;
}

const MetricInfo& find_metric(const std::string& name) {
  for (const MetricInfo& metric : kMetrics)
    if (name == metric.name) return metric;
  fail("no metric is called '{}'{}", name, suggestion(name, metric_names()));
}

}  // namespace tangram
