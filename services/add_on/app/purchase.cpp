#include "add_on/app/purchase.hpp"

namespace tenure::add_on {

namespace {

constexpr const char* item = "beyond_users";
constexpr const char* effective_option = "effective";
constexpr const char* trial_end_option = "trial_ends_at";

selling::Operation bought(const Change& change, const Catalog& catalog) {
    selling::Operation operation =
        selling::add(item, {"customer_meeting.beyond", catalog.beyond.prices, catalog.user_label},
                     change.quantity);
    operation.limited_by = "plan_users";
    return operation;
}

selling::When when_of(const Change& change) {
    const std::string effective = option_of(change, effective_option);
    return effective == name_of(Effective::at_renewal) ? selling::When::at_renewal
                                                       : selling::When::immediately;
}

}  // namespace

Result<Change> draft_of(const Wish& wish, const std::optional<selling::Licence>& licence,
                        int trial_days, Timestamp now) {
    Change draft;
    draft.type = std::string(name_of(wish.type));
    draft.product = std::string(name_of(wish.package));
    draft.quantity = wish.users;
    draft.options[effective_option] =
        std::string(name_of(effective_of(wish, licence && is_trial(*licence))));
    if (wish.type != ChangeType::start_trial) return draft;
    if (!licence)
        return Error{ErrorKind::conflict, "subscription_missing",
                     "the account has no subscription"};
    TENURE_TRY_ASSIGN(const Timestamp ends_at, trial_end(licence->time_zone, trial_days, now));
    draft.options[trial_end_option] = to_string(ends_at);
    return draft;
}

selling::Purchase purchase_of(const Change& change, const Catalog& catalog) {
    selling::Purchase purchase;
    purchase.when = when_of(change);
    switch (type_of(change)) {
        case ChangeType::add_users:
            purchase.operations = {bought(change, catalog)};
            break;
        case ChangeType::remove_users:
            purchase.operations = {selling::remove(item, change.quantity)};
            break;
        case ChangeType::switch_package:
            if (package_of(change.product) == Package::basic) {
                purchase.operations = {selling::clear(item)};
            } else {
                purchase.operations = {bought(change, catalog)};
                purchase.window = true;
            }
            break;
        case ChangeType::start_trial:
            purchase.operations = {bought(change, catalog)};
            purchase.when = selling::When::at;
            purchase.at = trial_end_of(change);
            purchase.window = true;
            break;
    }
    return purchase;
}

Timestamp trial_end_of(const Change& change) {
    return parse_timestamp(option_of(change, trial_end_option)).value();
}

}  // namespace tenure::add_on
