#pragma once
// The exception of broken infrastructure (database gone, pool exhausted): answered 503.

#include <stdexcept>
#include <string>

namespace tenure {

/// `what()` is for the log only; a client sees 503 `unavailable` and the request id.
class Unavailable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace tenure
