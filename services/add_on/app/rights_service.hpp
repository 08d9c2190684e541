#pragma once
// The use cases of rights: who may use the add-on, and naming the users of Beyond.

#include <optional>
#include <string>

#include "add_on/app/audit.hpp"
#include "add_on/app/ports.hpp"
#include "domain/caller.hpp"

namespace tenure::add_on {

/// A user's right as it reads now.
struct UserRight {
    std::string user;
    Package package = Package::basic;  ///< of which the right is, if there is one
    Verdict verdict;
    std::optional<NamedUser> named;
};

struct NamedUsers {
    NamedUserPage page;
    std::int64_t places = 0;  ///< how many count: those named first
};

class RightsService {
  public:
    RightsService(AddOnStore& store, const AuditWriter& written)
        : store_(store), written_(written) {}

    /// Answered from our own rows alone. Error `subscription_missing` (not_found).
    Result<UserRight> read(const AccountId& account, const std::string& user, Timestamp now);
    /// Newest first; none while everybody has the rights.
    Result<NamedUsers> list(const AccountId& account, int limit, const std::string& cursor,
                            Timestamp now);

    struct Named {
        UserRight right;
        bool is_new = false;
    };
    /// Naming a named user again changes nothing. Errors: `subscription_missing` (not_found),
    /// `subscription_ended`, `rights_for_everybody`, `no_beyond_user_left` (conflict).
    Result<Named> name(const Caller& caller, const std::string& user);
    /// Errors: `subscription_missing`, `right_not_found` (not_found).
    Status revoke(const Caller& caller, const std::string& user);

  private:
    AddOnStore& store_;
    const AuditWriter& written_;
};

}  // namespace tenure::add_on
