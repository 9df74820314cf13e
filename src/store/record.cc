#include "store/record.h"

#include <cmath>
#include <limits>

#include "base/check.h"
#include "base/unicode.h"
#include "store/bytes.h"

namespace tangram {
namespace {

constexpr std::string_view kMagic = "TGUR";
constexpr std::uint64_t kTextVersion = 1, kVectorVersion = 2;
constexpr std::uint64_t kMaxInt = std::numeric_limits<int>::max();
constexpr std::string_view kOwner = "unit record";

// Fewest bytes that one of each takes: bounds every count before memory is asked for.
constexpr std::size_t kMinVariant = 3, kMinSet = 5, kMinCandidate = 4, kMinNode = 2, kMinToken = 1,
                      kMinQuestion = 14, kMinReal = 8;

/// The rules that hold for a record whether it is written or read. Each throws Error.
class Rules {
 public:
  explicit Rules(const VariantRecord& variant) : variant_(variant) {
    for (const auto& set : variant.candidate_sets) check_set(set);
    depth_.reserve(variant.prompt.nodes.size());
    for (const PromptRecord::Node& node : variant.prompt.nodes) add_node(node);
  }

  void check(const QuestionRecord& q) const {
    require(q.shots >= 0, "{}: a question has {} shots", kOwner, q.shots);
    require(q.candidate_set >= 0 && in_range(q.candidate_set, variant_.candidate_sets.size()),
            "{}: candidate set {} of {}", kOwner, q.candidate_set, variant_.candidate_sets.size());
    const std::size_t k = variant_.candidate_sets[static_cast<std::size_t>(q.candidate_set)].size();
    require(q.truth >= -1 && (q.truth == -1 || in_range(q.truth, k)), "{}: truth {} of {} labels",
            kOwner, q.truth, k);
    require(q.candidate_logps.size() == k, "{}: scores for {} of {} candidates", kOwner,
            q.candidate_logps.size(), k);
    for (const auto& logps : q.candidate_logps) check_scores(logps);
    check_paths(q, k);
  }

 private:
  static bool in_range(int i, std::size_t n) { return static_cast<std::size_t>(i) < n; }

  static void check_set(const std::vector<CandidateInfo>& set) {
    require(!set.empty(), "{}: a candidate set is empty", kOwner);
    for (const CandidateInfo& c : set) {
      require(c.n_tokens >= 0 && c.n_chars >= 0 && c.n_bytes >= 0,
              "{}: candidate '{}' has a negative length", kOwner, shown(c.word));
      require(!invalid_utf8(c.word), "{}: candidate '{}' is not valid UTF-8", kOwner,
              shown(c.word));
    }
  }

  static void check_scores(const std::vector<double>& logps) {
    require(!logps.empty(), "{}: a candidate has no score", kOwner);
    for (const double v : logps)
      require(v < std::numeric_limits<double>::infinity(),  // false for NaN, too
              "{}: a candidate's log-probability is {}: the learner's answer is not usable", kOwner,
              std::abs(v));  // NaN has a sign that says nothing
  }

  void add_node(const PromptRecord::Node& node) {
    const std::size_t i = depth_.size();
    require(node.parent >= -1 && (node.parent == -1 || in_range(node.parent, i)),
            "{}: prompt node {} stands after node {}", kOwner, i, node.parent);
    for (const Token token : node.tokens)
      require(token >= 0, "{}: token {} in a prompt", kOwner, token);
    const std::size_t before = node.parent < 0 ? 0 : depth_[static_cast<std::size_t>(node.parent)];
    depth_.push_back(before + node.tokens.size());
  }

  void check_paths(const QuestionRecord& q, std::size_t k) const {
    require(q.leaf.empty() || q.leaf.size() == k, "{}: {} prompts for {} candidates", kOwner,
            q.leaf.size(), k);
    require(q.scored_from.size() == q.leaf.size(), "{}: {} prompts, {} positions scored from",
            kOwner, q.leaf.size(), q.scored_from.size());
    for (std::size_t c = 0; c < q.leaf.size(); ++c) {
      require(q.leaf[c] >= 0 && in_range(q.leaf[c], depth_.size()), "{}: prompt node {} of {}",
              kOwner, q.leaf[c], depth_.size());
      const std::size_t length = depth_[static_cast<std::size_t>(q.leaf[c])];
      require(q.scored_from[c] >= 0 && static_cast<std::size_t>(q.scored_from[c]) <= length,
              "{}: scored from position {} of a prompt of {} tokens", kOwner, q.scored_from[c],
              length);
    }
  }

  const VariantRecord& variant_;
  std::vector<std::size_t> depth_;  // per node: tokens from the root to its end
};

void write_number(ByteWriter& out, int value) { out.varint(static_cast<std::uint64_t>(value)); }

void write_shifted(ByteWriter& out, int value) {  // from -1 on
  out.varint(static_cast<std::uint64_t>(static_cast<std::int64_t>(value) + 1));
}

void write_sets(ByteWriter& out, const std::vector<std::vector<CandidateInfo>>& sets) {
  out.varint(sets.size());
  for (const auto& set : sets) {
    out.varint(set.size());
    for (const CandidateInfo& c : set) {
      out.text(c.word);
      for (const int n : {c.n_tokens, c.n_chars, c.n_bytes}) write_number(out, n);
    }
  }
}

void write_prompt(ByteWriter& out, const PromptRecord& prompt) {
  out.varint(prompt.nodes.size());
  for (const PromptRecord::Node& node : prompt.nodes) {
    write_shifted(out, node.parent);
    out.varint(node.tokens.size());
    for (const Token token : node.tokens) write_number(out, token);
  }
}

void write_question(ByteWriter& out, const QuestionRecord& q) {
  write_number(out, q.shots);
  out.varint(q.query);
  write_shifted(out, q.truth);
  write_number(out, q.candidate_set);
  for (const auto& logps : q.candidate_logps) {
    out.varint(logps.size());
    for (const double v : logps) out.real(v);
  }
  out.varint(q.leaf.empty() ? 0 : 1);
  for (std::size_t c = 0; c < q.leaf.size(); ++c) {
    write_number(out, q.leaf[c]);
    write_number(out, q.scored_from[c]);
  }
}

int read_int(ByteReader& in, const char* what) {
  return static_cast<int>(in.varint(what, kMaxInt));
}

int read_shifted(ByteReader& in, const char* what) {
  return static_cast<int>(static_cast<std::int64_t>(in.varint(what, kMaxInt)) - 1);
}

std::vector<CandidateInfo> read_set(ByteReader& in) {
  std::vector<CandidateInfo> set(in.count("number of candidates", kMinCandidate));
  for (CandidateInfo& c : set) {
    c.word = in.text("candidate");
    c.n_tokens = read_int(in, "candidate's tokens");
    c.n_chars = read_int(in, "candidate's characters");
    c.n_bytes = read_int(in, "candidate's bytes");
  }
  return set;
}

PromptRecord read_prompt(ByteReader& in) {
  PromptRecord prompt;
  prompt.nodes.resize(in.count("number of prompt nodes", kMinNode));
  for (PromptRecord::Node& node : prompt.nodes) {
    node.parent = read_shifted(in, "parent of a prompt node");
    node.tokens.resize(in.count("tokens of a prompt node", kMinToken));
    for (Token& token : node.tokens) token = read_int(in, "token");
  }
  return prompt;
}

QuestionRecord read_question(ByteReader& in, const VariantRecord& variant) {
  QuestionRecord q;
  q.shots = read_int(in, "shots");
  q.query = in.varint("query");
  q.truth = read_shifted(in, "truth");
  q.candidate_set = read_int(in, "candidate set");
  const auto set = static_cast<std::size_t>(q.candidate_set);
  if (set >= variant.candidate_sets.size())
    in.refuse(fmt::format("candidate set {} of {}", set, variant.candidate_sets.size()));
  q.candidate_logps.resize(variant.candidate_sets[set].size());
  for (auto& logps : q.candidate_logps) {
    logps.resize(in.count("number of scores", kMinReal));
    for (double& v : logps) v = in.real("score");
  }
  if (in.varint("prompt flag", 1) == 0) return q;
  for (std::size_t c = 0; c < q.candidate_logps.size(); ++c) {
    q.leaf.push_back(read_int(in, "prompt node"));
    q.scored_from.push_back(read_int(in, "scored from"));
  }
  return q;
}

VariantRecord read_variant(ByteReader& in) {
  VariantRecord variant;
  const std::size_t n_sets = in.count("number of candidate sets", kMinSet);
  for (std::size_t i = 0; i < n_sets; ++i) variant.candidate_sets.push_back(read_set(in));
  variant.prompt = read_prompt(in);
  const std::size_t n_questions = in.count("number of questions", kMinQuestion);
  const Rules rules(variant);
  variant.questions.reserve(n_questions);
  for (std::size_t i = 0; i < n_questions; ++i) {
    variant.questions.push_back(read_question(in, variant));
    rules.check(variant.questions.back());
  }
  return variant;
}

}  // namespace

std::string encode_record(const UnitRecord& record) {
  ByteWriter out;
  out.bytes(kMagic);
  if (!record.vectors.answers.empty()) {
    TANGRAM_CHECK(record.variants.empty());
    out.varint(kVectorVersion);
    write_vector_record(out, record.vectors);
    return out.take();
  }
  out.varint(kTextVersion);
  out.varint(record.variants.size());
  for (const VariantRecord& variant : record.variants) {
    const Rules rules(variant);
    write_sets(out, variant.candidate_sets);
    write_prompt(out, variant.prompt);
    out.varint(variant.questions.size());
    for (const QuestionRecord& q : variant.questions) {
      rules.check(q);
      write_question(out, q);
    }
  }
  return out.take();
}

UnitRecord decode_record(std::string_view bytes) {
  ByteReader in(bytes, kOwner);
  if (in.bytes("magic", kMagic.size()) != kMagic) in.refuse("does not begin with TGUR");
  const std::uint64_t version = in.varint("version");
  require(version == kTextVersion || version == kVectorVersion,
          "{}: version {}, this program reads versions {} and {}: use a newer one", kOwner, version,
          kTextVersion, kVectorVersion);
  UnitRecord record;
  if (version == kVectorVersion) {
    record.vectors = read_vector_record(in);
    in.finish();
    return record;
  }
  const std::size_t n_variants = in.count("number of variants", kMinVariant);
  record.variants.reserve(n_variants);
  for (std::size_t i = 0; i < n_variants; ++i) record.variants.push_back(read_variant(in));
  in.finish();
  return record;
}

}  // namespace tangram
