#include "add_on/app/rights_service.hpp"

namespace tenure::add_on {

namespace {

Error missing() {
    return {ErrorKind::not_found, "subscription_missing", "the account has no subscription"};
}

Error right_not_found() {
    return {ErrorKind::not_found, "right_not_found", "the user is not named"};
}

/// The holding of an account, and how far its subscription carries it.
struct State {
    Holding holding;
    Reach reach = Reach::whole;
};

State state_of(const Rows& rows, Timestamp now) {
    const Reach reach = reach_of(rows.licence, rows.plan, now);
    return {reach == Reach::none ? Holding{} : holding_at(rows.package, now), reach};
}

Result<State> state_of(AddOnTx& tx, Timestamp now) {
    const std::optional<selling::Licence> licence = tx.seller().licence();
    if (!licence) return missing();
    const std::vector<Change> changes = of_this_life(licence, tx.seller().changes());
    return state_of(Rows{*licence, tx.plan(), {changes, tx.trial()}}, now);
}

UserRight right_of(const State& state, const std::string& user, std::optional<NamedUser> named) {
    std::optional<std::int64_t> place;
    if (named) place = named->place;
    const bool beyond = state.holding.package == Package::beyond || state.holding.trial;
    return {user, beyond ? Package::beyond : Package::basic,
            verdict(state.reach, state.holding, place), std::move(named)};
}

}  // namespace

Result<UserRight> RightsService::read(const AccountId& account, const std::string& user,
                                      Timestamp now) {
    const std::optional<Rows> rows = store_.rows(account);
    if (!rows) return missing();
    const State state = state_of(*rows, now);
    std::optional<NamedUser> named;
    if (const auto places = places_of(state.holding))
        named = store_.find_named(account, places->stretch, user);
    return right_of(state, user, std::move(named));
}

Result<NamedUsers> RightsService::list(const AccountId& account, int limit,
                                       const std::string& cursor, Timestamp now) {
    const std::optional<Rows> rows = store_.rows(account);
    if (!rows) return missing();
    const Places places = places_of(state_of(*rows, now).holding).value_or(Places{});
    TENURE_TRY_ASSIGN(const NamedUserPage page,
                      store_.page_named(account, places.stretch, limit, cursor));
    return NamedUsers{page, places.count};
}

Result<RightsService::Named> RightsService::name(const Caller& caller, const std::string& user) {
    std::optional<Named> named;
    TENURE_TRY(store_.transact(caller.account, [&](AddOnTx& tx) -> Status {
        TENURE_TRY_ASSIGN(const State state, state_of(tx, caller.now));
        if (state.reach == Reach::none)
            return Error{ErrorKind::conflict, "subscription_ended",
                         "the subscription has ended, and the add-on with it"};
        const std::optional<Places> places = places_of(state.holding);
        if (!places) return may_name(state.holding, 0);
        if (const auto known = tx.find_named(places->stretch, user)) {
            named = Named{right_of(state, user, known), false};
            return done;
        }
        const std::int64_t count = tx.count_named(places->stretch);
        TENURE_TRY(may_name(state.holding, count));
        const NamedUser right{NamedUserId::make(caller.now),
                              places->stretch,
                              user,
                              caller.now,
                              caller.subject,
                              count + 1};
        tx.insert(right);
        tx.seller().audit(caller, audited_naming(right, written_));
        named = Named{right_of(state, user, right), true};
        return done;
    }));
    return *named;
}

Status RightsService::revoke(const Caller& caller, const std::string& user) {
    return store_.transact(caller.account, [&](AddOnTx& tx) -> Status {
        TENURE_TRY_ASSIGN(const State state, state_of(tx, caller.now));
        const std::optional<Places> places = places_of(state.holding);
        if (!places) return right_not_found();
        const std::optional<NamedUser> named = tx.find_named(places->stretch, user);
        if (!named) return right_not_found();
        tx.remove_named(places->stretch, user);
        tx.seller().audit(caller, audited_unnaming(*named, written_));
        return done;
    });
}

}  // namespace tenure::add_on
