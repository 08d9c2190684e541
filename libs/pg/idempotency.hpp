#pragma once
// Idempotency keys in the service's own database: claimed in the transaction of the work.
// Included by store/*.cpp (claim) and module.cpp (PgIdempotencyLog).

#include <chrono>
#include <memory>
#include <string>

#include "domain/idempotency.hpp"

namespace tenure::pg {

class Pool;
class Transaction;

/// Claims the key for the resource that this transaction makes. Without a key: `done`. When the
/// key is claimed already (by an equal request a moment ago): conflict `idempotency_key_in_use`.
/// A key being resumed (key->resume set) is not claimed again.
/// Call it after the account's row is locked, so that events keep their order.
Status claim(Transaction& transaction, const AccountId& account,
             const std::optional<IdempotencyKey>& key, const std::string& resource_id);

/// The log of answers that the server asks before and after a handler. A claim without an answer is
/// `in_use` for `lease`, then `interrupted`.
std::unique_ptr<IdempotencyLog> make_idempotency_log(Pool& pool, std::chrono::milliseconds lease);

/// Deletes a batch of keys older than thirty days; true when there may be more. A worker of
/// libs/runtime calls it.
Result<bool> purge_idempotency_keys(Pool& pool);

}  // namespace tenure::pg
