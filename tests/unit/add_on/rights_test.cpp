#include "add_on/domain/rights.hpp"

#include <catch2/catch.hpp>

#include "unit/add_on/examples.hpp"

using namespace tenure;
using namespace tenure::add_on;
using namespace tenure::test;

namespace {

Holding beyond(std::int64_t users) {
    return {Package::beyond, users, ChangeId("chg_1"), {}};
}
Holding on_trial(std::int64_t converts_to) {
    return {Package::basic, 0, {}, Trial{ChangeId("chg_2"), start, renewal, converts_to}};
}

}  // namespace

TEST_CASE("On Basic every user has the add-on and nobody can be named") {
    REQUIRE(verdict(Reach::whole, {}, {}).allowed);
    REQUIRE(verdict(Reach::whole, {}, {}).reason == Reason::basic);
    REQUIRE(may_name({}, 0).error().code == "rights_for_everybody");
    REQUIRE_FALSE(places_of({}));
}

TEST_CASE("In a trial every user has the rights, and one that converts keeps places for later") {
    REQUIRE(verdict(Reach::whole, on_trial(0), {}).reason == Reason::trial);
    REQUIRE(may_name(on_trial(0), 0).error().code == "rights_for_everybody");
    REQUIRE(may_name(on_trial(2), 1).ok());
    REQUIRE(may_name(on_trial(2), 2).error().code == "no_beyond_user_left");
    REQUIRE(verdict(Reach::whole, on_trial(2), 1).reason == Reason::trial);
    REQUIRE(places_of(on_trial(2))->stretch == ChangeId("chg_2"));
}

TEST_CASE("On Beyond only the named users have rights, as many as were bought") {
    REQUIRE(verdict(Reach::whole, beyond(2), 2).reason == Reason::named);
    REQUIRE_FALSE(verdict(Reach::whole, beyond(2), {}).allowed);
    REQUIRE(verdict(Reach::whole, beyond(2), {}).reason == Reason::not_named);
    REQUIRE(may_name(beyond(2), 1).ok());
    const Status refused = may_name(beyond(2), 2);
    REQUIRE(refused.error().code == "no_beyond_user_left");
    REQUIRE(refused.error().kind == ErrorKind::conflict);
}

TEST_CASE("When Beyond users shrink the last named are without a place") {
    REQUIRE(verdict(Reach::whole, beyond(1), 1).allowed);
    REQUIRE(verdict(Reach::whole, beyond(1), 2).reason == Reason::no_place);
    REQUIRE_FALSE(verdict(Reach::whole, beyond(1), 2).allowed);
    REQUIRE(may_name(beyond(1), 2).error().code == "no_beyond_user_left");
}

TEST_CASE("A suspended account's users have no rights, after the end there are none") {
    REQUIRE(verdict(Reach::suspended, beyond(1), 1).reason == Reason::account_suspended);
    REQUIRE(verdict(Reach::none, {}, {}).reason == Reason::subscription_ended);
    selling::Licence licence = test::licence();
    REQUIRE(reach_of(licence, {}, start) == Reach::whole);
    licence.standing = selling::Standing::past_due;
    REQUIRE(reach_of(licence, {}, start) == Reach::whole);
    licence.standing = selling::Standing::suspended;
    REQUIRE(reach_of(licence, {}, start) == Reach::suspended);
    const Plan ending{{{PlanAction::end, 0, renewal}}};
    REQUIRE(reach_of(licence, ending, renewal) == Reach::none);
    licence.ended_on = parse_date("2027-01-16").value();
    REQUIRE(reach_of(licence, {}, start) == Reach::none);
}

TEST_CASE("A user's identifier is the CRM's, in plain characters") {
    for (const char* good : {"42", "anna@example.com", "u:7_a-b.c~d+e"}) REQUIRE(is_user_id(good));
    for (const char* bad : {"", "a b", "a/b", "\xc3\xa9", "a\nb", "<x>", "a%2Fb"})
        REQUIRE_FALSE(is_user_id(bad));
    REQUIRE(is_user_id(std::string(100, 'a')));
    REQUIRE_FALSE(is_user_id(std::string(101, 'a')));
}
