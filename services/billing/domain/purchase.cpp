#include "billing/domain/purchase.hpp"

#include <algorithm>

#include "domain/time_zone.hpp"

namespace tenure::billing {

namespace {

Error invalid(std::string pointer, std::string code, std::string detail) {
    return {ErrorKind::invalid,
            "invalid_fields",
            "the purchase is not valid",
            {{std::move(pointer), std::move(code), std::move(detail)}}};
}

Status check_start(const Purchase& purchase) {
    if ((purchase.kind == PurchaseKind::start) != purchase.start.has_value())
        return invalid("/start", purchase.start ? "not_allowed" : "required",
                       "stands in a purchase of kind start, and only there");
    if (purchase.start && !TimeZone::find(purchase.start->time_zone).ok())
        return invalid("/start/time_zone", "unknown_time_zone", "not an IANA time zone");
    return done;
}

/// Only a change says when; a start is immediate, an end and a new cycle wait for the renewal.
Effect effect_of(PurchaseKind kind) {
    return kind == PurchaseKind::start ? Effect::immediately : Effect::at_renewal;
}

Status check_effect(const Purchase& purchase) {
    if (purchase.kind != PurchaseKind::change && purchase.effect != effect_of(purchase.kind))
        return invalid("/effective", "not_allowed", "stands in a purchase of kind change only");
    if ((purchase.effect == Effect::deferred) != purchase.execute_at.has_value())
        return invalid("/effective", "required", "a deferred purchase names its instant");
    return done;
}

Status check_operations(const Purchase& purchase) {
    const bool buys = purchase.kind == PurchaseKind::start || purchase.kind == PurchaseKind::change;
    if (buys == purchase.operations.empty())
        return invalid("/operations", buys ? "required" : "not_allowed",
                       "stand in a start and in a change, and only there");
    std::optional<Currency> currency;
    for (const Operation& operation : purchase.operations) {
        if (purchase.kind == PurchaseKind::start && operation.action != Action::add)
            return invalid("/operations", "not_allowed", "a start only adds");
        if (operation.action == Action::charge && purchase.effect != Effect::immediately)
            return invalid("/effective", "not_allowed", "a charge is paid immediately");
        if (!names_product(operation.action)) continue;
        const Prices& prices = operation.prices;
        if (!currency) currency = prices.quarterly.currency();
        if (prices.quarterly.currency() != *currency || prices.annual.currency() != *currency)
            return invalid("/operations", "currency_mismatch", "one purchase has one currency");
        if (prices.quarterly.is_negative() || prices.annual.is_negative())
            return invalid("/operations", "out_of_range", "a price is not negative");
    }
    return done;
}

}  // namespace

Status check(const Purchase& purchase) {
    TENURE_TRY(check_start(purchase));
    TENURE_TRY(check_effect(purchase));
    return check_operations(purchase);
}

bool changes_items(const Purchase& purchase) {
    return std::any_of(
        purchase.operations.begin(), purchase.operations.end(),
        [](const Operation& operation) { return operation.action != Action::charge; });
}

bool needs_window(const Purchase& purchase) {
    if (purchase.kind == PurchaseKind::start) return false;
    if (purchase.window || purchase.effect == Effect::at_renewal) return true;
    return std::any_of(
        purchase.operations.begin(), purchase.operations.end(), [](const Operation& operation) {
            return operation.action != Action::add && operation.action != Action::charge;
        });
}

std::string identity_of(const Purchase& purchase) {
    std::string text =
        purchase.seller + '\n' + std::string(name_in(purchase_kind_names, purchase.kind)) + '\n';
    if (purchase.start) {
        text += std::string(name_of(purchase.start->cycle)) + ' ' + purchase.start->time_zone;
        if (purchase.start->trial_days) text += ' ' + std::to_string(*purchase.start->trial_days);
    }
    if (purchase.cycle) text += name_of(*purchase.cycle);
    text += '\n' + std::string(name_in(effect_names, purchase.effect));
    if (purchase.execute_at) text += ' ' + to_string(*purchase.execute_at);
    text += purchase.window ? " window\n" : "\n";
    for (const Operation& operation : purchase.operations)
        text += std::string(name_in(action_names, operation.action)) + '\t' + operation.item +
                '\t' + operation.product + '\t' + std::to_string(operation.quantity) + '\n';
    return text;
}

}  // namespace tenure::billing
