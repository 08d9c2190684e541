#pragma once
// Random sequences. The same seed gives the same sequence on every machine: no distribution of the
// standard library is used, since their results differ between libraries.

#include "model/operation.hpp"

namespace tenure::model {

Sequence random_sequence(std::uint64_t seed);

}  // namespace tenure::model
