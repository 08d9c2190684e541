#pragma once
// What must not stand in the code at all.

#include "tidy/source.hpp"

namespace tenure::tidy {

/// Notes of unfinished work; the standard library's regular expressions, whose run time and stack
/// depend on the input; names of tests that CTest would not run.
Violations check_wording(const SourceFile& file);

}  // namespace tenure::tidy
