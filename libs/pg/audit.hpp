#pragma once
// The audit log: appended in the transaction of the change, never changed or removed afterwards
// (a trigger refuses it). Included by store/*.cpp (append_audit) and module.cpp (make_history).

#include <memory>

#include "domain/audit.hpp"

namespace tenure::pg {

class Pool;
class Transaction;

/// Writes down a change in its own transaction.
/// Call it after the account's row is locked, so that entries keep the order of the changes.
void append_audit(Transaction& transaction, const Caller& caller, const AuditedChange& change);

std::unique_ptr<History> make_history(Pool& pool);

}  // namespace tenure::pg
