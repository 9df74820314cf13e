#include "llama/llama_session.h"

#include <fmt/format.h>
#include <llama.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "llama/decode_plan.h"
#include "llama/llama_log.h"

namespace tangram {

namespace {

constexpr int kContextStep = 256;  // llama.cpp attends to cells in blocks of this size

struct ContextDeleter {
  void operator()(llama_context* context) const { llama_free(context); }
};

std::int64_t meta_number(const llama_model* model, const std::string& key, std::int64_t fallback) {
  char architecture[128] = {}, value[64] = {};
  if (llama_model_meta_val_str(model, "general.architecture", architecture, sizeof architecture) <
      0)
    return fallback;
  const std::string full = fmt::format("{}.{}", architecture, key);
  if (llama_model_meta_val_str(model, full.c_str(), value, sizeof value) < 0) return fallback;
  return std::atoll(value);
}

/// The residual streams that a run leaves behind: llama.cpp shows each tensor of its graph to a
/// callback, first asking whether it is wanted.
struct StateReader {
  std::vector<int> layers;  // from 1
  bool embeddings = false;  // instead: what the first block receives, at every row
  int n_rows = 0;           // of the run
  int row = 0;              // the one to read, in the run
  Eigen::MatrixXf states;
  std::vector<bool> seen;

  void start(int rows, int at, int width) {
    n_rows = rows;
    row = at;
    states.setZero(width, static_cast<Eigen::Index>(layers.size()));
    seen.assign(layers.size(), false);
  }

  void start_embeddings(int rows, int width) {
    n_rows = rows;
    states.setZero(width, rows);
    seen.assign(1, false);
  }

  /// Index into `layers` of "l_out-<layer from 0>"; -1: another tensor. An embedding is "embd",
  /// and after it "inp_scaled" in models that scale it (Gemma's, by the root of the width).
  int index(const char* name) const {
    if (embeddings)
      return std::strcmp(name, "embd") == 0 || std::strcmp(name, "inp_scaled") == 0 ? 0 : -1;
    if (layers.empty() || std::strncmp(name, "l_out-", 6) != 0) return -1;
    const auto found = std::find(layers.begin(), layers.end(), std::atoi(name + 6) + 1);
    return found == layers.end() ? -1 : static_cast<int>(found - layers.begin());
  }

  /// The last block computes only the rows that are read: the first of these is ours.
  void take(const ggml_tensor* tensor, int i) {
    if (tensor->type != GGML_TYPE_F32 || tensor->ne[0] != states.rows()) return;
    const auto row_bytes = static_cast<std::size_t>(states.rows()) * sizeof(float);
    if (embeddings) {
      if (tensor->ne[1] != n_rows) return;
      for (int r = 0; r < n_rows; ++r)
        ggml_backend_tensor_get(tensor, states.col(r).data(),
                                static_cast<std::size_t>(r) * tensor->nb[1], row_bytes);
    } else {
      const auto at = tensor->ne[1] == n_rows ? static_cast<std::size_t>(row) : 0;
      ggml_backend_tensor_get(tensor, states.col(i).data(), at * tensor->nb[1], row_bytes);
    }
    seen[static_cast<std::size_t>(i)] = true;
  }
};

bool on_tensor(ggml_tensor* tensor, bool ask, void* reader) {
  auto& states = *static_cast<StateReader*>(reader);
  const int i = states.index(tensor->name);
  if (ask) return i >= 0;
  if (i >= 0) states.take(tensor, i);
  return true;
}

/// The arrays of one call.
struct Batch {
  Batch() : batch(llama_batch_init(DecodeRules().max_rows, 0, 1)) {}
  ~Batch() { llama_batch_free(batch); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void fill(const Decode& d) {
    batch.n_tokens = d.end - d.begin + d.padding;
    for (int i = 0; i < batch.n_tokens; ++i) {
      const auto row = static_cast<std::size_t>(std::min(d.begin + i, d.end - 1));
      batch.token[i] = d.tokens[row];  // padding repeats the last token: any would do
      batch.pos[i] = d.begin + i;
      batch.n_seq_id[i] = 1;
      batch.seq_id[i][0] = 0;
      batch.logits[i] = 0;
    }
    for (int row : d.reads) batch.logits[row - d.begin] = 1;
  }

  llama_batch batch;
};

}  // namespace

struct LlamaSession::Impl {
  Impl(std::shared_ptr<const llama_model> m, const LlamaOptions& o, Log& l)
      : model(std::move(m)), options(o), log(l) {}

  llama_context_params params(int n_rows) {
    llama_context_params p = llama_context_default_params();
    p.n_ctx = static_cast<std::uint32_t>(n_rows);
    p.n_batch = p.n_ubatch = static_cast<std::uint32_t>(DecodeRules().max_rows);
    p.n_seq_max = 1;
    p.n_outputs_max = static_cast<std::uint32_t>(DecodeRules().max_reads);
    p.n_threads = p.n_threads_batch = options.threads;
    p.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    p.type_k = p.type_v = options.kv_type == "f32" ? GGML_TYPE_F32 : GGML_TYPE_F16;
    p.cb_eval = on_tensor;
    p.cb_eval_user_data = &states;
    p.offload_kqv = p.op_offload = options.gpu_layers != 0;
    p.swa_full = true;
    p.kv_unified = true;
    return p;
  }

  bool rewind(int n) {
    if (static_cast<int>(cached.size()) == n) return true;
    if (!llama_memory_seq_rm(llama_get_memory(context.get()), 0, n, -1)) return false;
    cached.resize(static_cast<std::size_t>(n));
    return true;
  }

  std::shared_ptr<const llama_model> model;
  LlamaOptions options;
  Log& log;
  StateReader states;
  std::unique_ptr<llama_context, ContextDeleter> context;
  int n_context = 0;
  Batch batch;
  std::vector<Token> cached;
  int first_row = 0;  // of the last run
};

LlamaSession::LlamaSession(std::shared_ptr<const llama_model> model, const LlamaOptions& options,
                           Log& log)
    : impl_(std::make_unique<Impl>(std::move(model), options, log)) {}

LlamaSession::~LlamaSession() = default;

void LlamaSession::reserve(int n_tokens) {
  Impl& s = *impl_;
  if (n_tokens <= s.n_context) return;
  const int wanted = (n_tokens + kContextStep - 1) / kContextStep * kContextStep;
  s.context.reset();  // first: two caches may not fit
  s.cached.clear();
  s.n_context = 0;
  LlamaLog llama_log(s.log);
  s.context.reset(llama_init_from_model(const_cast<llama_model*>(s.model.get()), s.params(wanted)));
  require(s.context != nullptr,
          "llama.cpp cannot make a context of {} tokens ({} MiB of KV cache): {}", wanted,
          kv_bytes_per_token() * static_cast<std::uint64_t>(wanted) >> 20,
          llama_log.errors().empty() ? "not enough memory?" : llama_log.errors());
  require(llama_pooling_type(s.context.get()) == LLAMA_POOLING_TYPE_NONE,
          "the model pools its states into an embedding: it gives no next-token probabilities; "
          "give a causal language model");
  s.n_context = wanted;
}

bool LlamaSession::can_rewind() const {
  return !llama_model_is_recurrent(impl_->model.get()) &&
         !llama_model_is_hybrid(impl_->model.get());
}

void LlamaSession::clear() {
  if (impl_->context) llama_memory_clear(llama_get_memory(impl_->context.get()), true);
  impl_->cached.clear();
}

void LlamaSession::run(const Decode& d) {
  Impl& s = *impl_;
  TANGRAM_CHECK(s.context != nullptr && d.begin < d.end &&
                d.end - d.begin + d.padding <= DecodeRules().max_rows);
  TANGRAM_CHECK(d.begin <= static_cast<int>(s.cached.size()));
  LlamaLog llama_log(s.log);
  const bool rewound = s.rewind(d.begin);
  if (!rewound) clear();
  require(rewound, "this model's cache cannot be cut back; use exactness = 'whole'");
  s.batch.fill(d);
  s.first_row = d.begin;
  if (!s.states.layers.empty())
    s.states.start(s.batch.batch.n_tokens, (d.reads.empty() ? d.begin : d.reads[0]) - d.begin,
                   width());
  const int status = llama_decode(s.context.get(), s.batch.batch);
  if (status != 0) clear();
  require(status == 0, "llama.cpp failed to evaluate {} tokens at position {} (code {}){}",
          d.end - d.begin, d.begin, status,
          llama_log.errors().empty() ? "" : ": " + llama_log.errors());
  const auto evaluated = d.tokens.subspan(static_cast<std::size_t>(d.begin),
                                          static_cast<std::size_t>(d.end - d.begin));
  s.cached.insert(s.cached.end(), evaluated.begin(), evaluated.end());
  if (d.padding > 0 && !llama_memory_seq_rm(llama_get_memory(s.context.get()), 0, d.end, -1))
    clear();
}

std::span<const float> LlamaSession::logits(int row) const {
  const float* values = llama_get_logits_ith(impl_->context.get(), row - impl_->first_row);
  require(values != nullptr,
          "the model gives no logits: it is no language model, or llama.cpp failed");
  return {values, static_cast<std::size_t>(vocabulary())};
}

std::span<const Token> LlamaSession::cached() const { return impl_->cached; }

void LlamaSession::keep_states(std::vector<int> layers) {
  impl_->states.layers = std::move(layers);
}

Eigen::MatrixXf LlamaSession::kept() const {
  const StateReader& states = impl_->states;
  for (std::size_t i = 0; i < states.layers.size(); ++i)
    require(states.seen[i],
            "layer {} of this model cannot be read: llama.cpp's graph has no l_out-{}",
            states.layers[i], states.layers[i] - 1);
  return states.states;
}

Eigen::MatrixXf LlamaSession::embeddings(std::span<const Token> tokens) {
  StateReader& reader = impl_->states;
  TANGRAM_CHECK(reader.layers.empty());
  struct Reading {
    explicit Reading(StateReader& r) : reader(r) { reader.embeddings = true; }
    ~Reading() { reader.embeddings = false; }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    StateReader& reader;
  } const reading(reader);
  const int n = static_cast<int>(tokens.size()), step = DecodeRules().max_rows;
  Eigen::MatrixXf out(width(), n);
  for (int begin = 0; begin < n; begin += step) {
    const int rows = std::min(step, n - begin);
    reserve(rows);
    clear();  // each chunk is a sequence of its own
    reader.start_embeddings(rows, width());
    run({tokens.subspan(static_cast<std::size_t>(begin)), 0, rows, 0, {}});
    require(reader.seen[0], "layer 0 of this model cannot be read: llama.cpp's graph has no embd");
    out.middleCols(begin, rows) = reader.states;
  }
  clear();
  return out;
}

int LlamaSession::n_context() const { return impl_->n_context; }
int LlamaSession::n_layers() const { return llama_model_n_layer(impl_->model.get()); }
int LlamaSession::width() const { return llama_model_n_embd(impl_->model.get()); }
int LlamaSession::vocabulary() const {
  return llama_vocab_n_tokens(llama_model_get_vocab(impl_->model.get()));
}

std::uint64_t LlamaSession::kv_bytes_per_token() const {
  const llama_model* model = impl_->model.get();
  if (llama_model_is_recurrent(model)) return 0;
  const std::int64_t heads = std::max(1, llama_model_n_head(model));
  const std::int64_t head_width = llama_model_n_embd(model) / heads;
  const std::int64_t entries = meta_number(model, "attention.key_length", head_width) +
                               meta_number(model, "attention.value_length", head_width);
  const std::int64_t bytes = impl_->options.kv_type == "f32" ? 4 : 2;
  return static_cast<std::uint64_t>(entries * bytes * llama_model_n_head_kv(model) *
                                    llama_model_n_layer(model));
}

std::uint64_t LlamaSession::kv_bytes() const {
  return kv_bytes_per_token() * static_cast<std::uint64_t>(impl_->n_context);
}

}  // namespace tangram
