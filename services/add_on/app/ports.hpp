#pragma once
// What the use cases need from outside: the store. Billing's port is libs/selling's.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "add_on/domain/add_on.hpp"
#include "add_on/domain/rights.hpp"
#include "domain/result.hpp"
#include "selling/ports.hpp"

namespace tenure::add_on {

struct NamedUserKind {
    static constexpr std::string_view prefix = "rgt";
};
using NamedUserId = Id<NamedUserKind>;

/// A user who was named for Beyond, in one stretch of it.
struct NamedUser {
    NamedUserId id;  ///< in the order of naming
    ChangeId stretch;
    std::string user;
    Timestamp named_at;
    std::string named_by;
    std::int64_t place = 0;  ///< among the named users of the stretch, the first has 1
};

struct NamedUserPage {
    std::vector<NamedUser> users;
    std::optional<std::string> next_cursor;
};

/// One transaction on one account, which it has locked.
class AddOnTx {
  public:
    virtual ~AddOnTx() = default;
    virtual selling::SellerTx& seller() = 0;
    virtual Plan plan() = 0;
    /// Keeps the order's steps in place of those it had; without steps none.
    virtual void save(const PlanOrder& order) = 0;
    virtual void forget_plan() = 0;

    virtual std::optional<TrialRow> trial() = 0;
    /// The account's one trial.
    virtual void begin(const TrialRow& trial) = 0;
    /// The trial ends then, if it would run longer.
    virtual void cut_trial(Timestamp at) = 0;

    virtual std::int64_t count_named(const ChangeId& stretch) = 0;
    virtual std::optional<NamedUser> find_named(const ChangeId& stretch,
                                                const std::string& user) = 0;
    virtual void insert(const NamedUser& user) = 0;
    virtual void remove_named(const ChangeId& stretch, const std::string& user) = 0;
};

class AddOnStore {
  public:
    virtual ~AddOnStore() = default;
    virtual Status transact(const AccountId& account,
                            const std::function<Status(AddOnTx&)>& body) = 0;
    /// Licence, plan and package of the present life; nothing without a licence.
    virtual std::optional<Rows> rows(const AccountId& account) = 0;
    virtual PackageRows package(const AccountId& account) = 0;
    virtual selling::SellerReads& seller() = 0;
    virtual std::optional<NamedUser> find_named(const AccountId& account, const ChangeId& stretch,
                                                const std::string& user) = 0;
    /// Newest first. Error `invalid_fields` for a cursor that we did not make.
    virtual Result<NamedUserPage> page_named(const AccountId& account, const ChangeId& stretch,
                                             int limit, const std::string& cursor) = 0;
};

}  // namespace tenure::add_on
