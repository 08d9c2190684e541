#pragma once
// An account with a quarterly subscription of ten users from 16 October 2026 on, and changes of its
// package.

#include <string>
#include <vector>

#include "add_on/domain/actions.hpp"
#include "add_on/domain/rights.hpp"

namespace tenure::test {

inline Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}

const Timestamp start = at("2026-10-16T08:00:00Z");
const Timestamp renewal = at("2027-01-15T23:00:00Z");  // 16 January in Brussels
const Timestamp tick = start + std::chrono::microseconds(1);

inline add_on::Change change(add_on::ChangeType type, std::int64_t users, Timestamp effective_at,
                             add_on::ChangeStatus status = add_on::ChangeStatus::applied) {
    add_on::Change made;
    made.id = ChangeId::make(effective_at);
    made.type = std::string(name_of(type));
    made.product = "beyond";
    made.quantity = users;
    made.status = status;
    made.effective_at = effective_at;
    made.created_at = effective_at;
    return made;
}
inline add_on::Change to_beyond(std::int64_t users, Timestamp effective_at) {
    return change(add_on::ChangeType::switch_package, users, effective_at);
}
inline add_on::Change to_basic(Timestamp effective_at) {
    add_on::Change made = change(add_on::ChangeType::switch_package, 0, effective_at,
                                 add_on::ChangeStatus::scheduled);
    made.product = "basic";
    return made;
}
inline add_on::Change more(std::int64_t users, Timestamp effective_at) {
    return change(add_on::ChangeType::add_users, users, effective_at);
}
inline add_on::Change fewer(std::int64_t users, Timestamp effective_at) {
    return change(add_on::ChangeType::remove_users, users, effective_at,
                  add_on::ChangeStatus::scheduled);
}
inline add_on::Change pending(add_on::Change change) {
    change.status = add_on::ChangeStatus::pending;
    change.effective_at.reset();
    return change;
}

inline selling::Licence licence() {
    selling::Licence made;
    made.id = "lic_1";
    made.started_at = start;
    made.term = first_term(parse_date("2026-10-16").value(), Cycle::quarterly);
    made.time_zone = "Europe/Brussels";
    return made;
}

/// Ten plan users.
inline add_on::Rows rows(std::vector<add_on::Change> changes = {}) {
    return {licence(), {{{add_on::PlanAction::add, 10, start}}}, {std::move(changes), {}}};
}

}  // namespace tenure::test
