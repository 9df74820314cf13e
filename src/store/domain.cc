#include "store/domain.h"

#include "base/check.h"
#include "base/toml.h"

namespace tangram {

bool asks_vectors(const Provenance& provenance) {
  try {
    const Value document = parse_toml(provenance.study_text, provenance.study_path);
    const Value* study = document.table()->find("study");
    if (study == nullptr || study->table() == nullptr) return false;
    const Value* domain = study->table()->find("domain");
    return domain != nullptr && domain->string() != nullptr && *domain->string() == "vector";
  } catch (const Error&) {  // what reads the whole study says why
    return false;
  }
}

}  // namespace tangram
