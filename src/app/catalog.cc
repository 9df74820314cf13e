#include "app/catalog.h"

#include "learners/catalog.h"
#include "tasks/catalog.h"
#include "transforms/catalog.h"

namespace tangram {

Catalog<Text> text_catalog() { return {text_tasks(), text_transformations(), text_learners()}; }

Catalogs all_catalogs() { return {text_catalog(), {vector_tasks(), {}, vector_learners()}}; }

}  // namespace tangram
