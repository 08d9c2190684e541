#pragma once
// Who may use the add-on: on Basic everybody, in a trial of Beyond everybody, on Beyond the named
// users only, at most as many as were bought.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "add_on/domain/package.hpp"
#include "add_on/domain/plan.hpp"
#include "domain/result.hpp"

namespace tenure::add_on {

/// The user of the CRM, by the CRM's identifier: 1-100 of A-Z a-z 0-9 . _ ~ @ : + -
bool is_user_id(std::string_view text);

/// Where users are named, and how many places there are. Names belong to one stretch of Beyond: a
/// later stretch begins without any.
struct Places {
    ChangeId stretch;
    std::int64_t count = 0;
};

/// The places on Beyond; in a trial that converts those of the Beyond to come, so that nobody is
/// without it on that day. Nothing while everybody has the rights and no names are kept.
std::optional<Places> places_of(const Holding& holding);

/// Whether one more user can be named when `named` are. Errors (conflict): `rights_for_everybody`,
/// `no_beyond_user_left` with members beyond_users and named.
Status may_name(const Holding& holding, std::int64_t named);

enum class Reason {
    basic,               ///< every user has it
    trial,               ///< every user has Beyond
    named,               ///< one of the named users
    not_named,           ///< Beyond, and somebody else is named
    no_place,            ///< named, but after as many others as there are Beyond users
    account_suspended,   ///< nobody works now
    subscription_ended,  ///< nothing any more
};
std::string_view name_of(Reason reason);

/// How far the subscription carries the add-on.
enum class Reach { whole, suspended, none };
Reach reach_of(const selling::Licence& licence, const Plan& plan, Timestamp now);

struct Verdict {
    bool allowed = false;
    Reason reason = Reason::basic;
};

/// `place` is the user's among the named ones: the first named has 1. When Beyond users shrink,
/// those named last are without a place; they have it again when users are bought or others make
/// room.
Verdict verdict(Reach reach, const Holding& holding, std::optional<std::int64_t> place);

}  // namespace tenure::add_on
