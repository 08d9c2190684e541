#pragma once
// What the use cases need from outside besides the ports of libs/selling.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "selling/ports.hpp"
#include "subscription/domain/subscription.hpp"

namespace tenure::subscription {

/// The CRM's report: active users, those added last first.
struct UsageReport {
    Usage usage;
    std::vector<std::string> last_added_first;
};

/// One transaction on one account, which it has locked.
class SubscriptionTx {
  public:
    virtual ~SubscriptionTx() = default;
    /// Licence, changes and the cursor in billing's events.
    virtual selling::SellerTx& seller() = 0;
    virtual std::optional<Usage> usage() = 0;
    virtual void save(const UsageReport& report) = 0;
};

class SubscriptionStore {
  public:
    virtual ~SubscriptionStore() = default;
    virtual Status transact(const AccountId& account,
                            const std::function<Status(SubscriptionTx&)>& body) = 0;
    virtual selling::SellerReads& reads() = 0;
    virtual std::optional<Usage> usage(const AccountId& account) = 0;
    /// The identifiers of the users added last, at most `count`.
    virtual std::vector<std::string> last_added(const AccountId& account, std::int64_t count) = 0;
};

/// How the history shows what was changed: as the API does.
class AuditWriter {
  public:
    virtual ~AuditWriter() = default;
    virtual std::string subscription(const Subscription& subscription) const = 0;
    virtual std::string usage(const Usage& usage) const = 0;
};

}  // namespace tenure::subscription
