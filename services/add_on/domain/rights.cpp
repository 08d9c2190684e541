#include "add_on/domain/rights.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"

namespace tenure::add_on {

namespace {

constexpr EnumNames<Reason, 7> reason_names{{
    {"basic", Reason::basic},
    {"trial", Reason::trial},
    {"named", Reason::named},
    {"not_named", Reason::not_named},
    {"no_place", Reason::no_place},
    {"account_suspended", Reason::account_suspended},
    {"subscription_ended", Reason::subscription_ended},
}};

constexpr std::string_view signs = "._~@:+-";

bool is_user_id_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           signs.find(c) != std::string_view::npos;
}

}  // namespace

bool is_user_id(std::string_view text) {
    return !text.empty() && text.size() <= 100 &&
           std::all_of(text.begin(), text.end(), is_user_id_character);
}

std::string_view name_of(Reason reason) {
    return name_in(reason_names, reason);
}

std::optional<Places> places_of(const Holding& holding) {
    if (holding.package == Package::beyond) return Places{holding.beyond_since, holding.users};
    if (holding.trial && holding.trial->converts_to > 0)
        return Places{holding.trial->change, holding.trial->converts_to};
    return std::nullopt;
}

Status may_name(const Holding& holding, std::int64_t named) {
    const std::optional<Places> places = places_of(holding);
    if (!places)
        return Error{ErrorKind::conflict, "rights_for_everybody",
                     holding.trial ? "in the trial every user has the rights: nobody is named"
                                   : "on Basic every user has the rights: nobody is named"};
    if (named < places->count) return done;
    return Error{ErrorKind::conflict,
                 "no_beyond_user_left",
                 "as many users are named as Beyond users were bought",
                 {},
                 {{"beyond_users", places->count}, {"named", named}}};
}

Reach reach_of(const selling::Licence& licence, const Plan& plan, Timestamp now) {
    if (is_over(licence, plan, now)) return Reach::none;
    return licence.standing == selling::Standing::suspended ? Reach::suspended : Reach::whole;
}

Verdict verdict(Reach reach, const Holding& holding, std::optional<std::int64_t> place) {
    if (reach == Reach::none) return {false, Reason::subscription_ended};
    if (reach == Reach::suspended) return {false, Reason::account_suspended};
    if (holding.package == Package::basic)
        return {true, holding.trial ? Reason::trial : Reason::basic};
    if (!place) return {false, Reason::not_named};
    return *place <= holding.users ? Verdict{true, Reason::named}
                                   : Verdict{false, Reason::no_place};
}

}  // namespace tenure::add_on
