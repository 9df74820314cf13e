#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "spec/study.h"

namespace tangram::spec {

/// What a statement takes from [claims] where it does not say it.
struct StatementDefaults {
  std::optional<std::string> metric;
  std::optional<int> shots;
  std::optional<double> by;
  Table axes;  // values of axes of the grid
};

/// Those of a document whose blocks are read; axes of the grid are keys of [claims] too. Throws
/// Error on an unknown key of [claims].
StatementDefaults claim_defaults(const Value& document, const Study& study);

/// How statements are read: against the grid of a study whose blocks are read.
struct StatementReader {
  const Study& study;
  bool strict;  // what the grid does not have is an error, not a remark
  StatementDefaults defaults;

  bool text() const { return study.domain == "text"; }

  /// What the grid does not have: an error, or a remark on the statement.
  void lacks(Statement& s, const std::string& what) const;
};

/// The name of a metric of the domain (claim_metrics(); any where it knows none). `what` names the
/// value in the message.
const std::string& read_metric(const Value& value, std::string_view what, std::string_view domain);

/// Throws Error on the keys of a comparison in a table that makes none; `where` is its name.
void refuse_comparison(const Value& table, std::string_view where,
                       std::initializer_list<const char*> keys);

/// One statement, { above = [...], ... }. Throws Error as read_claims() says.
Statement read_statement(const StatementReader& reader, const Value& table);

/// Those under `key` of a table: one, or a list of them; none where there is no such key.
std::vector<Statement> read_statements(const StatementReader& reader, const Value& body,
                                       std::string_view key);

}  // namespace tangram::spec
