#pragma once
// What the history of an account tells: who changed what, when, from which request, and how.

#include <optional>
#include <string>
#include <vector>

#include "domain/caller.hpp"
#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/roles.hpp"
#include "domain/time.hpp"

namespace tenure {

struct AuditKind {
    static constexpr std::string_view prefix = "aud";
};
using AuditId = Id<AuditKind>;

/// One change, as a use case describes it; who, when and from which request is the caller's.
struct AuditedChange {
    std::string action;                 ///< "billing_details.replaced": what was done, past tense
    std::string resource;               ///< its path or identifier
    std::optional<std::string> before;  ///< JSON, as the API shows it; nothing when it was made
    std::optional<std::string> after;   ///< JSON; nothing when it was removed
};

/// A change as it was written down.
struct AuditEntry {
    AuditId id;
    Timestamp at;  ///< the account's time
    std::string subject;
    RoleSet roles;
    std::string request_id;
    AuditedChange change;
};

struct AuditPage {
    std::vector<AuditEntry> entries;
    std::optional<std::string> next_cursor;
};

/// Port: the history of an account in one service, newest first.
class History {
  public:
    virtual ~History() = default;
    /// Error 422 `invalid_fields` for a cursor that is not one of ours.
    virtual Result<AuditPage> page(const AccountId& account, int limit,
                                   const std::string& cursor) = 0;
};

}  // namespace tenure
