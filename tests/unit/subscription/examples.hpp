#pragma once
// Licences, changes and a catalogue as the subscription's unit tests use them.

#include <string>
#include <string_view>
#include <vector>

#include "subscription/domain/decide.hpp"

namespace tenure::test {

inline Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}
inline Date day(std::string_view text) {
    return parse_date(text).value();
}

inline const Timestamp begin = at("2026-10-16T08:00:00Z");
inline const Timestamp renewal = at("2027-01-15T23:00:00Z");  // 16 January in Brussels

inline selling::Licence licence() {
    selling::Licence made;
    made.id = "sub_1";
    made.started_at = begin;
    made.term = first_term(day("2026-10-16"), Cycle::quarterly);
    made.time_zone = "Europe/Brussels";
    return made;
}

inline selling::Licence trial() {
    selling::Licence made = licence();
    made.term.number = 0;
    made.term.renews_on = day("2026-10-30");
    return made;
}

/// Changes in the order in which a test makes them.
struct Changes {
    std::vector<selling::Change> list;

    selling::Change& put(const char* type, std::string product, std::int64_t quantity,
                         Timestamp effective_at,
                         selling::ChangeStatus status = selling::ChangeStatus::applied) {
        selling::Change made;
        made.id = ChangeId::make(begin + std::chrono::seconds(list.size()));
        made.type = type;
        made.status = status;
        made.product = std::move(product);
        made.quantity = quantity;
        if (status != selling::ChangeStatus::pending) made.effective_at = effective_at;
        made.created_at = begin;
        list.push_back(made);
        return list.back();
    }
    selling::Change& scheduled(const char* type, std::string product, std::int64_t quantity) {
        return put(type, std::move(product), quantity, renewal, selling::ChangeStatus::scheduled);
    }
};

/// Grow with five users from the beginning on.
inline Changes grow_with_five() {
    Changes changes;
    changes.put(subscription::change_type::start, "grow", 5, begin);
    return changes;
}

inline subscription::Catalog catalog() {
    const auto plan = [](const char* code, std::int64_t rank, std::vector<std::string> features) {
        return subscription::Plan{code, rank, {{"fr", code}}, {}, std::move(features)};
    };
    subscription::Catalog made;
    made.plans = {plan("smart", 1, {"contacts"}), plan("grow", 2, {"contacts", "projects"}),
                  plan("flow", 3, {"contacts", "projects", "api"})};
    return made;
}

}  // namespace tenure::test
