#include "llama/llama_language_model.h"

#include <fmt/format.h>
#include <llama.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "base/check.h"
#include "base/hash.h"
#include "core/check_paths.h"
#include "llama/decode_plan.h"
#include "llama/gguf_header.h"
#include "llama/llama_load.h"
#include "llama/llama_probe.h"
#include "llama/llama_session.h"
#include "llama/llama_tokenizer.h"
#include "llama/score_collector.h"

namespace tangram {

namespace {

/// The options with nothing left open. Throws Error where one does not fit the model.
LlamaOptions resolved(LlamaOptions options, const GgufHeader& header,
                      const std::filesystem::path& path, Log& log) {
  if (options.threads == 0)
    options.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const auto trained = static_cast<int>(header.number("context_length", 2048));
  require(options.context <= trained,
          "context = {}, but {} was trained with {} tokens; give at most that", options.context,
          path.string(), trained);
  const auto original =
      static_cast<int>(header.number("rope.scaling.original_context_length", trained));
  if (options.context == 0) options.context = trained;
  if (header.two_rope_factors && options.context > original - 256) {
    // Which factors are used must not depend on the paths that happen to come.
    options.context = std::max(1, original - 256);
    log.write(LogLevel::warning,
              fmt::format("{} changes its position factors beyond {} tokens: longer paths are "
                          "refused",
                          path.string(), options.context));
  }
  return options;
}

std::string cpu_description() {
  ggml_backend_dev_t cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
  return cpu == nullptr ? "unknown" : ggml_backend_dev_description(cpu);
}

/// Every device that layers may lie on, in the order in which llama.cpp sees them.
std::string device_text(const LlamaOptions& options) {
  std::string text = cpu_description();
  for (std::size_t i = 0; options.gpu_layers != 0 && i < ggml_backend_dev_count(); ++i)
    text += std::string("; ") + ggml_backend_dev_description(ggml_backend_dev_get(i));
  return text;
}

/// Keeps states while it lives.
class KeepStates {
 public:
  KeepStates(LlamaSession& session, std::vector<int> layers) : session_(session) {
    session_.keep_states(std::move(layers));
  }
  ~KeepStates() { session_.keep_states({}); }
  KeepStates(const KeepStates&) = delete;
  KeepStates& operator=(const KeepStates&) = delete;

 private:
  LlamaSession& session_;
};

void check_sequences(std::span<const std::vector<Token>> paths, const Tokenizer& tokenizer,
                     int context_length) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    require(!paths[i].empty(), "path {} is empty: there is no last token to read", i);
    require(paths[i].size() <= static_cast<std::size_t>(context_length),
            "path {} does not fit: {} tokens, the context holds {}", i, paths[i].size(),
            context_length);
    for (Token token : paths[i])
      require(token >= 0 && token < tokenizer.size(),
              "path {}: token {} is outside the vocabulary of {} tokens", i, token,
              tokenizer.size());
  }
}

}  // namespace

struct LlamaLanguageModel::Impl {
  Impl(const std::filesystem::path& path, const GgufHeader& header, const LlamaOptions& given,
       Log& l)
      : log(l),
        options(resolved(given, header, path, l)),
        model(load_llama_model(path, &options, l)),
        tokenizer(model, header.vocabulary_sha256, options.bos),
        session(model, options, l) {
    require(llama_model_has_decoder(model.get()) && !llama_model_has_encoder(model.get()) &&
                !llama_model_is_diffusion(model.get()),
            "{}: '{}' is no causal language model: it gives no next-token probabilities",
            path.string(), header.architecture);
    choose_rules(header);
    set_fingerprint();
  }

  void choose_rules(const GgufHeader& header) {
    rules.whole = true;
    if (options.exactness == "whole")
      reason = "asked for";
    else if (!session.can_rewind())
      reason = "the model is recurrent: its state cannot be cut back";
    else if (header.number("expert_count", 0) > 0)
      reason = "in a mixture of experts, the rows of a decode change each other's kernels";
    else
      probe();
    if (rules.whole) {
      session.reserve(1);  // an embedding model shows itself here
      log.write(LogLevel::info, fmt::format("each path is evaluated from its start ({})", reason));
    }
    exactness = rules.whole ? "whole" : "strict";
  }

  void probe() {
    const ProbeResult result = probe_rewinding(session, tokenizer);
    rules = result.rules;
    reason = result.reason;
    log.write(LogLevel::debug,
              fmt::format("probe: {}, at least {} rows a decode, {} reads",
                          rules.whole ? "whole" : "strict", rules.min_rows, rules.min_few_reads));
  }

  void set_fingerprint() {
    fingerprint_text = fmt::format(
        "{}\nthreads={} kv_type={} gpu_layers={} exactness={} chunks={}/{} rope={}\n{}\n{}\n{}",
        "tangram llama 1", options.threads, options.kv_type, options.gpu_layers, exactness,
        rules.max_rows, rules.max_reads, "model", llama_backend_version(),
        llama_print_system_info(), device_text(options));
  }

  /// The states at the last token, one column a layer.
  Eigen::MatrixXf read(const std::vector<Token>& path, const std::vector<int>& layers) {
    session.clear();
    const int size = static_cast<int>(path.size());
    const auto chunks = balanced(0, size, rules.max_rows);
    for (std::size_t k = 0; k < chunks.size(); ++k) {
      const auto [begin, end] = chunks[k];
      const bool last = k + 1 == chunks.size();
      const int padding = last && !rules.whole ? std::max(0, rules.min_rows - (end - begin)) : 0;
      const KeepStates keep(session, last ? layers : std::vector<int>{});
      const std::vector<int> reads(last ? 1 : 0, size - 1);
      session.run({path, begin, end, padding, reads});
      work.tokens_evaluated += static_cast<std::size_t>(end - begin + padding);
      if (last) return session.kept();
    }
    return {};
  }

  /// The embedding of each path's last token, one column a path. Each distinct token is read once.
  Eigen::MatrixXf embeddings(std::span<const std::vector<Token>> paths) {
    std::map<Token, Eigen::Index> column;
    for (const auto& path : paths) column.emplace(path.back(), 0);
    std::vector<Token> tokens;
    for (auto& [token, at] : column) {
      at = static_cast<Eigen::Index>(tokens.size());
      tokens.push_back(token);
    }
    const Eigen::MatrixXf distinct = session.embeddings(tokens);
    work.tokens_evaluated += tokens.size();
    Eigen::MatrixXf out(session.width(), static_cast<Eigen::Index>(paths.size()));
    for (std::size_t i = 0; i < paths.size(); ++i)
      out.col(static_cast<Eigen::Index>(i)) = distinct.col(column.at(paths[i].back()));
    return out;
  }

  Log& log;
  LlamaOptions options;
  std::shared_ptr<const llama_model> model;
  LlamaTokenizer tokenizer;
  LlamaSession session;
  DecodeRules rules;
  std::string exactness, reason, fingerprint_text, fingerprint, file_sha256;
  Work work;
};

LlamaLanguageModel::LlamaLanguageModel(const std::filesystem::path& path,
                                       const LlamaOptions& options, Log& log,
                                       std::string file_sha256) {
  const GgufHeader header = read_gguf_header(path);
  check_language_model(header, path);
  impl_ = std::make_unique<Impl>(path, header, options, log);
  impl_->file_sha256 = file_sha256.empty() ? sha256_file(path) : std::move(file_sha256);
  impl_->fingerprint = sha256(impl_->file_sha256 + "\n" + impl_->fingerprint_text);
}

LlamaLanguageModel::~LlamaLanguageModel() = default;

const Tokenizer& LlamaLanguageModel::tokenizer() const { return impl_->tokenizer; }
const std::string& LlamaLanguageModel::fingerprint() const { return impl_->fingerprint; }
int LlamaLanguageModel::context_length() const { return impl_->options.context; }
Work LlamaLanguageModel::work() const { return impl_->work; }
int LlamaLanguageModel::n_layers() const { return impl_->session.n_layers(); }
int LlamaLanguageModel::width() const { return impl_->session.width(); }
const std::string& LlamaLanguageModel::exactness() const { return impl_->exactness; }
const std::string& LlamaLanguageModel::exactness_reason() const { return impl_->reason; }
const LlamaOptions& LlamaLanguageModel::options() const { return impl_->options; }
const std::string& LlamaLanguageModel::file_sha256() const { return impl_->file_sha256; }

Outcome LlamaLanguageModel::score(std::span<const Path> paths, ScoreSink& sink,
                                  std::stop_token stop) {
  Impl& m = *impl_;
  check_paths(paths, m.tokenizer, m.options.context);
  if (paths.empty()) return Outcome::done;
  std::size_t longest = 0;
  for (const Path& path : paths) longest = std::max(longest, path.tokens.size());
  m.session.reserve(static_cast<int>(longest) + m.rules.min_rows);
  ScoreCollector collector(paths, sink, m.work);
  for (const DecodeStep& step : plan_decodes(paths, m.session.cached(), m.rules)) {
    if (stop.stop_requested()) return Outcome::stopped;
    if (m.rules.whole && step.begin == 0) m.session.clear();
    m.session.run({paths[step.path].tokens, step.begin, step.end, step.padding, step.reads});
    m.work.tokens_evaluated += static_cast<std::size_t>(step.end - step.begin + step.padding);
    collector.take(step, m.session);
  }
  return Outcome::done;
}

std::vector<Eigen::MatrixXf> LlamaLanguageModel::read_last(
    std::span<const std::vector<Token>> paths, std::span<const Site> sites, std::stop_token stop) {
  Impl& m = *impl_;
  check_sequences(paths, m.tokenizer, m.options.context);
  std::set<int> wanted;
  bool embedding = false;
  for (const Site& site : sites) {
    require(
        site.layer >= 0 && site.layer <= n_layers(),
        "layer {} cannot be read from this model: it shows layers 0 (the token embedding) .. {}",
        site.layer, n_layers());
    embedding = embedding || site.layer == 0;
    if (site.layer > 0) wanted.insert(site.layer);
  }
  const std::vector<int> layers(wanted.begin(), wanted.end());
  std::vector<Eigen::MatrixXf> states;
  if (stop.stop_requested()) return states;
  const Eigen::MatrixXf first = embedding ? m.embeddings(paths) : Eigen::MatrixXf();
  std::map<std::vector<Token>, Eigen::MatrixXf> known;  // the same path is read once
  for (std::size_t i = 0; i < paths.size() && !stop.stop_requested(); ++i) {
    const std::vector<Token>& path = paths[i];
    auto found = known.find(path);
    if (found == known.end() && !(embedding && layers.empty())) {
      m.session.reserve(static_cast<int>(path.size()) + m.rules.min_rows);
      found = known.emplace(path, m.read(path, layers)).first;
    }
    Eigen::MatrixXf& out = states.emplace_back(width(), static_cast<Eigen::Index>(sites.size()));
    for (std::size_t k = 0; k < sites.size(); ++k) {
      const auto column = static_cast<Eigen::Index>(k);
      if (sites[k].layer == 0)
        out.col(column) = first.col(static_cast<Eigen::Index>(i));
      else
        out.col(column) = found->second.col(
            std::lower_bound(layers.begin(), layers.end(), sites[k].layer) - layers.begin());
    }
    ++m.work.paths;
    m.work.tokens_asked += path.size();
  }
  return states;
}

LlamaFacts LlamaLanguageModel::facts() const {
  const llama_model* model = impl_->model.get();
  LlamaFacts facts;
  char description[256] = {};
  llama_model_desc(model, description, sizeof description);
  facts.description = description;
  facts.n_params = llama_model_n_params(model);
  facts.model_bytes = llama_model_size(model);
  facts.kv_bytes_per_token = impl_->session.kv_bytes_per_token();
  facts.kv_bytes = impl_->session.kv_bytes();
  facts.train_context = llama_model_n_ctx_train(model);
  return facts;
}

std::string llama_backend_version() {
  return fmt::format("llama.cpp {}, ggml {} ({})", llama_version(), ggml_version(), ggml_commit());
}

}  // namespace tangram
