// Results to bodies.
#include <nlohmann/json.hpp>

#include "json/writer.hpp"
#include "selling_http/change_json.hpp"
#include "subscription/http/dto.hpp"

namespace tenure::subscription {

namespace {

using json::Object;

template <class Value>
Object optional_json(const std::optional<Value>& value) {
    return value ? Object(json::write(*value)) : Object(nullptr);
}

Object change_json(const Change& change, Timestamp now) {
    Object object = selling::common_change_json(change, now);
    const bool counts = change.type != change_type::change_plan && change.quantity > 0;
    object["plan"] = change.product.empty() ? Object(nullptr) : Object(change.product);
    object["users"] = counts ? Object(change.quantity) : Object(nullptr);
    if (!selling::option_of(change, option::trial_days).empty()) object["trial"] = true;
    for (const char* consent : {option::accept_loss, option::deactivate_last_added})
        if (!selling::option_of(change, consent).empty()) object[consent] = true;
    return object;
}

Object term_json(const Term& term) {
    return {{"number", term.number},
            {"starts_on", json::write(term.starts_on)},
            {"renews_on", json::write(term.renews_on)}};
}

Object action_json(const Action& action) {
    Object object = {{"type", action.type},
                     {"allowed", action.reason.empty()},
                     {"effective", action.at_renewal ? "at_renewal" : "immediately"},
                     {"effective_at", optional_json(action.effective_at)}};
    if (!action.reason.empty()) object["reason"] = action.reason;
    if (action.deadline) object["deadline"] = json::write(*action.deadline);
    return object;
}

/// What can be done now (rules.md: every answer that shows the subscription says so).
Object actions_json(const Subscription& subscription, const Catalog& catalog, Timestamp now) {
    Object list = Object::array();
    for (const Action& action : actions_of(subscription, catalog, now))
        list.push_back(action_json(action));
    return list;
}

Object usage_json(const Usage& usage) {
    return {{"active_users", usage.active_users}, {"reported_at", json::write(usage.reported_at)}};
}

Object cancellation_json(const Cancellation& cancellation, Timestamp now) {
    const Change& change = cancellation.change;
    Object object = {{"id", change.id.str()},
                     {"status", name_of(selling::status_at(change, now))},
                     {"created_at", json::write(change.created_at)},
                     {"effective_at", optional_json(change.effective_at)},
                     {"access_until", optional_json(cancellation.access_until)},
                     {"download_until", optional_json(cancellation.download_until)},
                     {"undo_until", optional_json(cancellation.undo_until)},
                     {"export", "/v1/export"}};
    const std::string reason = selling::option_of(change, option::reason);
    object["reason"] = reason.empty() ? Object(nullptr) : Object(reason);
    return object;
}

Object after_renewal_json(const std::optional<AfterRenewal>& after) {
    if (!after) return nullptr;
    return {{"plan", after->holding.plan},
            {"users", after->holding.users},
            {"cycle", name_of(after->cycle)}};
}

Object price_of(const Subscription& subscription, const Catalog& catalog) {
    const auto plan = catalog.plan(subscription.holding.plan);
    return plan.ok() ? json::write(plan->prices.at(subscription.term.cycle)) : Object(nullptr);
}

/// What a change may change, as the subscription shows it.
class JsonAuditWriter final : public AuditWriter {
  public:
    std::string subscription(const Subscription& subscription) const override {
        return json::dump(
            Object{{"status", name_of(subscription.status)},
                   {"plan", subscription.holding.plan},
                   {"users", subscription.holding.users},
                   {"cycle", name_of(subscription.term.cycle)},
                   {"term", term_json(subscription.term)},
                   {"access_until", optional_json(subscription.access_until)},
                   {"after_renewal", after_renewal_json(subscription.after_renewal)}});
    }
    std::string usage(const Usage& usage) const override { return json::dump(usage_json(usage)); }
};

}  // namespace

std::unique_ptr<AuditWriter> make_audit_writer() {
    return std::make_unique<JsonAuditWriter>();
}

std::string to_json(const Catalog& catalog) {
    Object plans = Object::array();
    for (const Plan& plan : catalog.plans) {
        Object prices = Object::object();
        for (const auto& [cycle, price] : plan.prices)
            prices[std::string(name_of(cycle))] = json::write(price);
        plans.push_back({{"code", plan.code},
                         {"rank", plan.rank},
                         {"names", plan.names},
                         {"prices", prices},
                         {"features", plan.features}});
    }
    return json::dump(Object{{"data", plans}, {"next_cursor", nullptr}});
}

std::string to_json(const Overview& overview, const Catalog& catalog, Timestamp now) {
    const Subscription& subscription = overview.subscription;
    const Term& term = subscription.term;
    Object scheduled = Object::array();
    for (const Change& change : subscription.scheduled)
        scheduled.push_back(change_json(change, now));
    Object object = {{"id", subscription.licence.id},
                     {"status", name_of(subscription.status)},
                     {"plan", subscription.holding.plan},
                     {"users", subscription.holding.users},
                     {"cycle", name_of(term.cycle)},
                     {"price_per_user", price_of(subscription, catalog)},
                     {"term", term_json(term)},
                     {"renews_on", json::write(term.renews_on)},
                     {"change_deadline", json::write(subscription.change_deadline)},
                     {"change_window_open", subscription.window_open},
                     {"time_zone", subscription.licence.time_zone},
                     {"trial_ends_on", optional_json(subscription.trial_ends_on)},
                     {"access_until", optional_json(subscription.access_until)},
                     {"after_renewal", after_renewal_json(subscription.after_renewal)},
                     {"scheduled_changes", scheduled},
                     {"cancellation", nullptr},
                     {"usage", nullptr},
                     {"actions", actions_json(subscription, catalog, now)}};
    if (overview.cancellation)
        object["cancellation"] = cancellation_json(*overview.cancellation, now);
    if (overview.usage) object["usage"] = usage_json(*overview.usage);
    return json::dump(object);
}

std::string to_json(const Change& change, Timestamp now) {
    return json::dump(change_json(change, now));
}

std::string to_json(const selling::ChangePage& page, Timestamp now) {
    Object data = Object::array();
    for (const Change& change : page.changes) data.push_back(change_json(change, now));
    return json::dump(
        Object{{"data", data},
               {"next_cursor", page.next_cursor ? Object(*page.next_cursor) : Object(nullptr)}});
}

std::string to_json(const Preview& preview) {
    Object object = Object::parse(preview.quote);
    object["losses"] = preview.losses;
    object["would_deactivate"] = preview.would_deactivate;
    return json::dump(object);
}

std::string to_json(const Cancellation& cancellation, Timestamp now) {
    return json::dump(cancellation_json(cancellation, now));
}

std::string to_json(const Usage& usage) {
    return json::dump(usage_json(usage));
}

std::string to_json(const Access& access, Timestamp now) {
    Object object = {{"allowed", access.status && may_work(*access.status)},
                     {"status", access.status ? name_of(*access.status) : "none"},
                     {"access_until", optional_json(access.access_until)},
                     {"checked_at", json::write(now)}};
    return json::dump(object);
}

}  // namespace tenure::subscription
