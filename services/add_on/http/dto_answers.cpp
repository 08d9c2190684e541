// Results to bodies.

#include <nlohmann/json.hpp>

#include "add_on/domain/actions.hpp"
#include "add_on/http/dto.hpp"
#include "json/writer.hpp"
#include "selling_http/change_json.hpp"

namespace tenure::add_on {

namespace {

using json::Object;

template <class Value>
Object optional_json(const std::optional<Value>& value) {
    return value ? Object(*value) : Object(nullptr);
}

Object prices_json(const PackageOffer& offer) {
    if (offer.prices.empty()) return nullptr;
    Object prices = Object::object();
    for (const auto& [cycle, price] : offer.prices)
        prices[std::string(name_of(cycle))] = json::write(price);
    return prices;
}

Object package_json(Package package, const PackageOffer& offer) {
    return {{"code", name_of(package)},
            {"names", offer.names},
            {"prices", prices_json(offer)},
            {"features", offer.features}};
}

Object write(const Change& change, Timestamp now) {
    Object object = common_change_json(change, now);
    object["package"] = change.product;
    object["users"] = change.quantity;
    object["trial_ends_at"] = nullptr;
    const std::string ends_at = option_of(change, "trial_ends_at");
    if (!ends_at.empty()) object["trial_ends_at"] = ends_at;
    return object;
}

Object action_json(const Action& action) {
    Object object = {{"type", name_of(action.wish.type)},
                     {"allowed", !action.reason},
                     {"effective", name_of(action.effective)},
                     {"effective_at", json::write(action.effective_at)}};
    if (action.wish.type == ChangeType::switch_package)
        object["package"] = name_of(action.wish.package);
    if (action.reason) object["reason"] = *action.reason;
    if (action.deadline) object["deadline"] = json::write(*action.deadline);
    return object;
}

Object trial_json(const AddOn& add_on) {
    const std::optional<TrialRow>& row = add_on.rows.package.trial;
    if (!row) return nullptr;
    const std::optional<Trial>& running = add_on.now.trial;
    Object object = {{"started_at", json::write(row->started_at)},
                     {"ends_at", json::write(row->ends_at)},
                     {"running", running.has_value()},
                     {"converts_to_users", nullptr}};
    if (running && running->converts_to > 0) object["converts_to_users"] = running->converts_to;
    return object;
}

Object after_renewal_json(const AddOn& add_on) {
    const bool ends = add_on.ends_at && *add_on.ends_at <= add_on.renews_at;
    if (add_on.over || ends) return nullptr;
    return {{"package", name_of(add_on.after_renewal.package)},
            {"beyond_users", add_on.after_renewal.users},
            {"users", add_on.plan_users_after_renewal}};
}

Object named_json(const NamedUser& user, bool in_effect) {
    return {{"user_id", user.user},
            {"named_at", json::write(user.named_at)},
            {"named_by", user.named_by},
            {"in_effect", in_effect}};
}

/// The quote of what costs nothing and changes nothing at billing.
Object free_quote(Timestamp now) {
    const Money nothing = Money::zero(Currency::eur());
    return {{"id", nullptr},
            {"expires_at", nullptr},
            {"effective_at", json::write(now)},
            {"currency", nothing.currency().code()},
            {"lines", Object::array()},
            {"subtotal", json::write(nothing)},
            {"vat", Object::array()},
            {"total", json::write(nothing)},
            {"due_now", json::write(nothing)},
            {"next_invoice", nullptr}};
}

class JsonAuditWriter final : public AuditWriter {
  public:
    std::string package(const Holding& holding, Timestamp from) const override {
        Object object = {{"package", name_of(holding.package)},
                         {"beyond_users", holding.users},
                         {"trial_ends_at", nullptr},
                         {"from", json::write(from)}};
        if (holding.trial) object["trial_ends_at"] = json::write(holding.trial->ends_at);
        return json::dump(object);
    }
    std::string named(const NamedUser& user) const override {
        return json::dump(Object{{"user_id", user.user},
                                 {"named_at", json::write(user.named_at)},
                                 {"named_by", user.named_by}});
    }
};

}  // namespace

std::unique_ptr<AuditWriter> make_audit_writer() {
    return std::make_unique<JsonAuditWriter>();
}

std::string to_json(const Catalog& catalog) {
    Object customer_meeting = {
        {"code", "customer_meeting"},
        {"names", catalog.names},
        {"trial_days", catalog.trial_days},
        {"packages", Object::array({package_json(Package::basic, catalog.basic),
                                    package_json(Package::beyond, catalog.beyond)})}};
    return json::dump(
        Object{{"data", Object::array({customer_meeting})}, {"next_cursor", nullptr}});
}

std::string to_json(const AddOn& add_on, const Catalog& catalog, Timestamp now) {
    Object scheduled = Object::array();
    for (const Change& change : add_on.scheduled) scheduled.push_back(write(change, now));
    Object possible = Object::array();
    for (const Action& action : actions(add_on, now)) possible.push_back(action_json(action));
    const Cycle cycle = add_on.term.cycle;
    Object object = {{"status", status_of(add_on.rows.licence, add_on.rows.plan, now)},
                     {"package", name_of(add_on.now.package)},
                     {"beyond_users", add_on.now.users},
                     {"users", add_on.plan_users},
                     {"cycle", name_of(cycle)},
                     {"price_per_user", json::write(catalog.beyond.prices.at(cycle))},
                     {"renews_on", json::write(add_on.term.renews_on)},
                     {"change_deadline", json::write(add_on.window.deadline)},
                     {"change_window_open", add_on.window.open || add_on.free()},
                     {"time_zone", add_on.rows.licence.time_zone},
                     {"after_renewal", after_renewal_json(add_on)},
                     {"trial", trial_json(add_on)},
                     {"scheduled_changes", scheduled},
                     {"actions", possible}};
    if (add_on.over) object["package"] = nullptr;
    return json::dump(object);
}

std::string to_json(const Preview& preview, Timestamp now) {
    Object quote = preview.quote.empty() ? free_quote(now) : Object::parse(preview.quote);
    quote["losses"] = preview.losses;
    return json::dump(quote);
}

std::string to_json(const Change& change, Timestamp now) {
    return json::dump(write(change, now));
}

std::string to_json(const selling::ChangePage& page, Timestamp now) {
    Object data = Object::array();
    for (const Change& change : page.changes) data.push_back(write(change, now));
    return json::dump(Object{{"data", data}, {"next_cursor", optional_json(page.next_cursor)}});
}

std::string to_json(const UserRight& right) {
    const std::optional<NamedUser>& named = right.named;
    Object object = {{"user_id", right.user},
                     {"package", name_of(right.package)},
                     {"allowed", right.verdict.allowed},
                     {"reason", name_of(right.verdict.reason)},
                     {"named_at", nullptr},
                     {"named_by", nullptr}};
    if (right.verdict.reason == Reason::subscription_ended) object["package"] = nullptr;
    if (named) {
        object["named_at"] = json::write(named->named_at);
        object["named_by"] = named->named_by;
    }
    return json::dump(object);
}

std::string to_json(const NamedUsers& users) {
    Object data = Object::array();
    for (const NamedUser& user : users.page.users)
        data.push_back(named_json(user, user.place <= users.places));
    return json::dump(
        Object{{"data", data}, {"next_cursor", optional_json(users.page.next_cursor)}});
}

}  // namespace tenure::add_on
