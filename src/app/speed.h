#pragma once

#include "app/session.h"

namespace tangram {

/// Planned tokens a second that the model makes of a study, by answering the first units that ask
/// it, for about 10 seconds; the answers are thrown away. Where not one unit is answered in 30
/// seconds: the tokens that were evaluated by then. 0: no learner asks the model, or it was
/// stopped. `plan`: of this study. Throws Error as Laboratory does.
double tokens_per_second(const Prepared& prepared, const Plan& plan, LlamaLanguageModel& model,
                         const Context& context);

}  // namespace tangram
