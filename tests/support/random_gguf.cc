#include "tests/support/random_gguf.h"

#include <ggml.h>
#include <gguf.h>

#include <cmath>
#include <memory>
#include <vector>

#include "base/check.h"
#include "base/rng.h"
#include "tests/support/random_vocabulary.h"

namespace tangram {

namespace {

struct Free {
  void operator()(ggml_context* c) const { ggml_free(c); }
  void operator()(gguf_context* c) const { gguf_free(c); }
};

ggml_type matrix_type(const std::string& name) {
  for (const ggml_type type : {GGML_TYPE_F32, GGML_TYPE_F16, GGML_TYPE_Q8_0, GGML_TYPE_Q4_K})
    if (name == ggml_type_name(type) || (name == "q4_k" && type == GGML_TYPE_Q4_K)) return type;
  fail("random GGUF: type '{}' is none of f32, f16, q8_0, q4_k", name);
}

/// The file in the making.
class Writer {
 public:
  explicit Writer(const RandomGguf& m) : m_(m), out_(gguf_init_empty()), rng_(Rng(m.seed)) {
    ggml_init_params params{};
    params.mem_size = std::size_t{256} << 20;
    params.no_alloc = false;
    tensors_.reset(ggml_init(params));
  }

  void write(const std::filesystem::path& path) {
    const char* names[] = {"llama", "mamba", "bert"};
    architecture_ = names[static_cast<int>(m_.kind)];
    gguf_set_val_str(out_.get(), "general.architecture", architecture_.c_str());
    gguf_set_val_str(out_.get(), "general.name", m_.name.c_str());
    number("context_length", m_.context);
    number("embedding_length", m_.width);
    number("block_count", m_.layers);
    vocabulary();
    if (m_.kind == RandomGguf::Kind::recurrent)
      mamba();
    else
      llama();
    require(gguf_write_to_file(out_.get(), path.c_str(), false), "{}: cannot write the model",
            path.string());
  }

 private:
  void number(const std::string& key, int value) {
    gguf_set_val_u32(out_.get(), (architecture_ + "." + key).c_str(),
                     static_cast<std::uint32_t>(value));
  }

  void vocabulary() {
    RandomVocabulary v = random_vocabulary(m_.vocabulary == RandomGguf::Vocabulary::bpe, m_.words);
    for (const std::string& control : m_.controls) {
      v.texts.push_back(control);
      v.types.push_back(3);
      v.scores.push_back(0.0F);
    }
    std::vector<const char*> texts, merges;
    for (const std::string& text : v.texts) texts.push_back(text.c_str());
    for (const std::string& merge : v.merges) merges.push_back(merge.c_str());
    n_tokens_ = static_cast<int>(texts.size());
    const bool bpe = m_.vocabulary == RandomGguf::Vocabulary::bpe;
    gguf_set_val_str(out_.get(), "tokenizer.ggml.model", bpe ? "gpt2" : "llama");
    gguf_set_val_str(out_.get(), "tokenizer.ggml.pre", bpe ? "gpt-2" : "default");
    gguf_set_arr_str(out_.get(), "tokenizer.ggml.tokens", texts.data(), texts.size());
    gguf_set_arr_data(out_.get(), "tokenizer.ggml.token_type", GGUF_TYPE_INT32, v.types.data(),
                      v.types.size());
    if (bpe)
      gguf_set_arr_str(out_.get(), "tokenizer.ggml.merges", merges.data(), merges.size());
    else
      gguf_set_arr_data(out_.get(), "tokenizer.ggml.scores", GGUF_TYPE_FLOAT32, v.scores.data(),
                        v.scores.size());
    gguf_set_val_u32(out_.get(), "tokenizer.ggml.unknown_token_id", 0);
    gguf_set_val_u32(out_.get(), "tokenizer.ggml.bos_token_id", 1);
    gguf_set_val_u32(out_.get(), "tokenizer.ggml.eos_token_id", 2);
    gguf_set_val_bool(out_.get(), "tokenizer.ggml.add_bos_token", m_.bos);
    gguf_set_val_bool(out_.get(), "tokenizer.ggml.add_space_prefix", m_.space_prefix);
    if (!m_.chat_template.empty())
      gguf_set_val_str(out_.get(), "tokenizer.chat_template", m_.chat_template.c_str());
  }

  /// A tensor of uniform values with mean `mean` and standard deviation `sd`.
  void tensor(const std::string& name, std::vector<std::int64_t> shape, double sd,
              double mean = 0.0) {
    ggml_type type = shape.size() == 2 ? matrix_type(m_.type) : GGML_TYPE_F32;
    if (shape[0] % ggml_blck_size(type) != 0) type = GGML_TYPE_F32;
    fill(ggml_new_tensor(tensors_.get(), type, static_cast<int>(shape.size()), shape.data()), name,
         sd, mean);
  }
  void plain(const std::string& name, std::vector<std::int64_t> shape, double sd, double mean) {
    fill(ggml_new_tensor(tensors_.get(), GGML_TYPE_F32, static_cast<int>(shape.size()),
                         shape.data()),
         name, sd, mean);
  }
  void fill(ggml_tensor* t, const std::string& name, double sd, double mean) {
    ggml_set_name(t, name.c_str());
    Rng rng = rng_.at(name);
    std::vector<float> values(static_cast<std::size_t>(ggml_nelements(t)));
    for (float& v : values)
      v = static_cast<float>(mean + sd * std::sqrt(12.0) * (rng.uniform() - 0.5));
    if (t->type == GGML_TYPE_F32)
      std::copy(values.begin(), values.end(), static_cast<float*>(t->data));
    else
      ggml_quantize_chunk(t->type, values.data(), t->data, 0, ggml_nrows(t), t->ne[0], nullptr);
    gguf_add_tensor(out_.get(), t);
  }

  void ends() {
    tensor("token_embd.weight", {m_.width, n_tokens_}, 1.0);
    tensor("output_norm.weight", {m_.width}, 0.1, 1.0);
    if (!m_.tied) tensor("output.weight", {m_.width, n_tokens_}, 2.0 / std::sqrt(m_.width));
  }

  void llama() {
    const std::int64_t d = m_.width, kv = d / m_.heads * m_.kv_heads, ff = m_.feed_forward;
    number("feed_forward_length", m_.feed_forward);
    number("rope.dimension_count", m_.width / m_.heads);
    number("attention.head_count", m_.heads);
    number("attention.head_count_kv", m_.kv_heads);
    gguf_set_val_f32(out_.get(), (architecture_ + ".attention.layer_norm_rms_epsilon").c_str(),
                     1e-5F);
    if (m_.kind == RandomGguf::Kind::embedding) {
      number("pooling_type", 1);
      gguf_set_val_bool(out_.get(), "bert.attention.causal", false);
    }
    ends();
    const double sd = 1.5 / std::sqrt(static_cast<double>(d));
    for (int i = 0; i < m_.layers; ++i) {
      const std::string block = "blk." + std::to_string(i) + ".";
      tensor(block + "attn_norm.weight", {d}, 0.1, 1.0);
      tensor(block + "attn_q.weight", {d, d}, sd);
      tensor(block + "attn_k.weight", {d, kv}, sd);
      tensor(block + "attn_v.weight", {d, kv}, sd);
      tensor(block + "attn_output.weight", {d, d}, sd);
      tensor(block + "ffn_norm.weight", {d}, 0.1, 1.0);
      tensor(block + "ffn_gate.weight", {d, ff}, sd);
      tensor(block + "ffn_up.weight", {d, ff}, sd);
      tensor(block + "ffn_down.weight", {ff, d}, sd);
    }
  }

  void mamba() {
    const std::int64_t d = m_.width, inner = 2 * d, state = 8, rank = 4, kernel = 4;
    number("ssm.conv_kernel", kernel);
    number("ssm.inner_size", static_cast<int>(inner));
    number("ssm.state_size", state);
    number("ssm.time_step_rank", rank);
    number("feed_forward_length", 0);
    number("attention.head_count", 0);
    gguf_set_val_f32(out_.get(), "mamba.attention.layer_norm_rms_epsilon", 1e-5F);
    ends();
    const double sd = 1.5 / std::sqrt(static_cast<double>(d));
    for (int i = 0; i < m_.layers; ++i) {
      const std::string block = "blk." + std::to_string(i) + ".";
      tensor(block + "attn_norm.weight", {d}, 0.1, 1.0);
      tensor(block + "ssm_in.weight", {d, 2 * inner}, sd);
      plain(block + "ssm_conv1d.weight", {kernel, inner}, 0.5, 0.0);
      tensor(block + "ssm_conv1d.bias", {inner}, 0.1);
      tensor(block + "ssm_x.weight", {inner, rank + 2 * state}, sd);
      tensor(block + "ssm_dt.weight", {rank, inner}, 0.5);
      tensor(block + "ssm_dt.bias", {inner}, 0.1);
      plain(block + "ssm_a", {state, inner}, 0.1, -1.0);
      tensor(block + "ssm_d", {inner}, 0.1, 1.0);
      tensor(block + "ssm_out.weight", {inner, d}, sd);
    }
  }

  const RandomGguf& m_;
  std::string architecture_;
  std::unique_ptr<gguf_context, Free> out_;
  std::unique_ptr<ggml_context, Free> tensors_;
  Rng rng_;
  int n_tokens_ = 0;
};

}  // namespace

void write_random_gguf(const std::filesystem::path& path, const RandomGguf& model) {
  Writer(model).write(path);
}

}  // namespace tangram
