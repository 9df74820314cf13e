#pragma once

#include "base/value.h"
#include "spec/study.h"

namespace tangram::spec {

/// Works profile, data and settings into the document of a study, in that order, and takes
/// its profiles out: what is left is the study to run. Throws Error on a profile that is not
/// there, a key that cannot be overridden, a name that is not defined.
void apply_overrides(Value& document, const StudyOverrides& overrides);

/// Defines what grids list and the study does not define: a learner NAME as { use = NAME },
/// unless it is near a learner that is defined (then it is likely mistyped, and stays an
/// error); where the domain is text, a task NAME as { use = "text_set", data = NAME }.
void define_listed_names(Value& document);

}  // namespace tangram::spec
