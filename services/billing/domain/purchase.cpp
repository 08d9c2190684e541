#include "billing/domain/purchase.hpp"

#include "domain/time_zone.hpp"

namespace tenure::billing {

namespace {

Error invalid(std::string pointer, std::string code, std::string detail) {
    return {ErrorKind::invalid,
            "invalid_fields",
            "the purchase is not valid",
            {{std::move(pointer), std::move(code), std::move(detail)}}};
}

}  // namespace

Status check(const Purchase& purchase) {
    if ((purchase.kind == PurchaseKind::start) != purchase.start.has_value())
        return invalid("/start", purchase.start ? "not_allowed" : "required",
                       "stands in a purchase of kind start, and only there");
    if (purchase.start && !TimeZone::find(purchase.start->time_zone).ok())
        return invalid("/start/time_zone", "unknown_time_zone", "not an IANA time zone");
    if (purchase.operations.empty())
        return invalid("/operations", "required", "a purchase buys something");
    const Currency currency = purchase.operations.front().prices.quarterly.currency();
    for (const Operation& operation : purchase.operations) {
        const Prices& prices = operation.prices;
        if (prices.quarterly.currency() != currency || prices.annual.currency() != currency)
            return invalid("/operations", "currency_mismatch", "one purchase has one currency");
        if (prices.quarterly.is_negative() || prices.annual.is_negative())
            return invalid("/operations", "out_of_range", "a price is not negative");
    }
    return done;
}

std::string identity_of(const Purchase& purchase) {
    std::string text =
        purchase.seller + '\n' + std::string(name_in(purchase_kind_names, purchase.kind)) + '\n';
    if (purchase.start)
        text += std::string(name_of(purchase.start->cycle)) + ' ' + purchase.start->time_zone;
    text += '\n';
    for (const Operation& operation : purchase.operations)
        text += operation.item + '\t' + operation.product + '\t' +
                std::to_string(operation.quantity) + '\n';
    return text;
}

}  // namespace tenure::billing
