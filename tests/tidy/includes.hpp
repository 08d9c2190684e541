#pragma once
// Who may include whom (architecture: a service's layers; libs; third-party headers).

#include "tidy/source.hpp"

namespace tenure::tidy {

Violations check_includes(const SourceFile& file);

}  // namespace tenure::tidy
