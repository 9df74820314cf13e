#include "nets/catalog.h"

#include "nets/trained_learner.h"

namespace tangram {

std::vector<CatalogEntry<Learner<Vector>>> vector_nets() {
  return {{"trained", "a transformer trained from scratch on linear regression, in its context",
           &describe_options<TrainedOptions>, &make_trained}};
}

}  // namespace tangram
