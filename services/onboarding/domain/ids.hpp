#pragma once
// The identifiers of onboarding.

#include "domain/id.hpp"

namespace tenure::onboarding {

struct OrderKind {
    static constexpr std::string_view prefix = "onb";
};
struct SessionKind {
    static constexpr std::string_view prefix = "ses";
};
struct ExpertKind {
    static constexpr std::string_view prefix = "exp";
};
struct WaitingKind {
    static constexpr std::string_view prefix = "wai";
};

/// Has the digits of the change that bought it.
using OrderId = Id<OrderKind>;
using SessionId = Id<SessionKind>;
using ExpertId = Id<ExpertKind>;
using WaitingId = Id<WaitingKind>;

inline OrderId order_of(const ChangeId& change) {
    return OrderId(with_prefix(change.str(), OrderKind::prefix));
}
inline ChangeId change_of(const OrderId& order) {
    return ChangeId(with_prefix(order.str(), ChangeKind::prefix));
}

}  // namespace tenure::onboarding
