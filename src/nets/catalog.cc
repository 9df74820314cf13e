#include "nets/catalog.h"

#include "nets/mixed_nets.h"
#include "nets/trained_learner.h"

namespace tangram {

std::vector<CatalogEntry<Learner<Vector>>> vector_nets() {
  return {{"trained", "a transformer trained from scratch on linear regression, in its context",
           &describe_options<TrainedOptions>, &make_trained},
          {"mixed_nets", "a net between two trained ones of different pools, on a straight line",
           &describe_options<MixedNetsOptions>, &make_mixed_nets}};
}

}  // namespace tangram
