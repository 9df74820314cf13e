#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "store/store.h"

namespace tangram {

/// What a run found, as JSON lines (docs/store-format.md): the same bytes after any kill and
/// resume, and on any machine where the scores are the same bits. First the run - study,
/// seed, the facts that can change a result -, then one line a finished unit, sorted by id,
/// with every score in full precision (the shortest decimal that reads back to the same
/// bits; an impossible candidate is the string "-inf") and the SHA-256 of the stored record,
/// which covers the prompts too. Not in it: cost, machine, paths, versions, the order of
/// running.
void export_canonical(const Store& store, std::ostream& out);
std::string export_canonical(const Store& store);

/// True for the facts that name the content that results were computed from: those whose
/// name ends in ".sha256" or ".fingerprint". A model's fingerprint covers every setting
/// that can change a score. All other facts describe the build and the machine.
bool is_content_fact(std::string_view name);

/// One line per unit x variant x question x candidate, after a line of names: block, task,
/// condition, learner, axes, draw, variant, shots, query, reference (0 or 1), truth (empty
/// for a reference), candidate, word, n_tokens, n_chars, n_bytes, log_p_sum. Of a run whose answers
/// are vectors, one per unit x question x number of y, in full precision: block to draw, dimension,
/// shots, query, number, truth, y. Quoted as RFC 4180 says, lines end in \n. Finished units in the
/// order of running.
void export_csv(const Store& store, std::ostream& out);
std::string export_csv(const Store& store);

/// A field of RFC 4180: in quotes, doubled inside, where it holds a comma, a quote or a line's
/// end.
std::string csv_field(const std::string& text);

}  // namespace tangram
