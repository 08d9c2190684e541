#pragma once
// What the Idempotency-Key of a request means to a use case, and the log of answered keys.
// The claim is inserted in the transaction of the work (libs/pg); libs/http stores the answer.

#include <functional>
#include <optional>
#include <string>

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure {

/// The key as a use case sees it. Without a key every call is new work.
struct IdempotencyKey {
    std::string key;          ///< as the client sent it, 1-255 visible characters
    std::string fingerprint;  ///< SHA-256 of method, path and the body's keyed digest
    /// Set when the key was claimed before but no answer was stored (the process died in between):
    /// the id of the resource that the first attempt made. The use case carries on with it.
    std::optional<std::string> resume;
};

struct StoredAnswer {
    int status = 0;
    std::string body;
    std::string location;
};

/// What is known of a key before the handler runs.
struct KeyState {
    enum class Kind { unknown, answered, in_use, reused, interrupted } kind = Kind::unknown;
    StoredAnswer answer = {};      ///< when answered
    std::string resource_id = {};  ///< when interrupted
};

/// Port: where answers to keys are kept (30 days). Scope: account + key.
class IdempotencyLog {
  public:
    virtual ~IdempotencyLog() = default;
    virtual Result<KeyState> find(const AccountId& account, const IdempotencyKey& key) = 0;
    virtual Status store_answer(const AccountId& account, const IdempotencyKey& key,
                                const StoredAnswer& answer) = 0;
};

}  // namespace tenure
