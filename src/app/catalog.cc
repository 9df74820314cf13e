#include "app/catalog.h"

#include <utility>

#include "learners/catalog.h"
#include "nets/catalog.h"
#include "tasks/catalog.h"
#include "transforms/catalog.h"

namespace tangram {

Catalog<Text> text_catalog() { return {text_tasks(), text_transformations(), text_learners()}; }

Catalogs all_catalogs() {
  Catalogs out{text_catalog(), {vector_tasks(), {}, vector_learners()}};
  for (auto& net : vector_nets()) out.vector.learners.push_back(std::move(net));
  return out;
}

}  // namespace tangram
