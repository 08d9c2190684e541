#include "payment_method/domain/payment_method.hpp"

#include "domain/enum_names.hpp"

namespace tenure::payment_method {

namespace {

constexpr EnumNames<MethodType, 2> method_types{
    {{"card", MethodType::card}, {"sepa_debit", MethodType::sepa_debit}}};

constexpr EnumNames<Funding, 4> fundings{{{"credit", Funding::credit},
                                          {"debit", Funding::debit},
                                          {"prepaid", Funding::prepaid},
                                          {"unknown", Funding::unknown}}};

Error conflict(std::string code, std::string detail) {
    return {ErrorKind::conflict, std::move(code), std::move(detail)};
}

}  // namespace

std::string_view name_of(MethodType type) {
    return name_in(method_types, type);
}

MethodType method_type(std::string_view name) {
    return value_in(method_types, name);
}

std::string_view name_of(Funding funding) {
    return name_in(fundings, funding);
}

std::optional<Funding> parse_funding(std::string_view name) {
    for (const auto& [known, value] : fundings)
        if (known == name) return value;
    return std::nullopt;
}

MethodType type_of(const PaymentMethod& method) {
    return method.instrument.index() == 0 ? MethodType::card : MethodType::sepa_debit;
}

bool expired(const PaymentMethod& method, const TimeZone& zone, Timestamp now) {
    const auto* card = std::get_if<Card>(&method.instrument);
    return card != nullptr && card->expiry.expired(zone, now);
}

Timestamp expiry_notice_at(const CardExpiry& expiry, const TimeZone& zone) {
    constexpr std::chrono::days notice{30};
    const std::chrono::year_month printed{std::chrono::year(expiry.year),
                                          std::chrono::month(static_cast<unsigned>(expiry.month))};
    const Date first_of_next{(printed + std::chrono::months(1)) / 1};
    return zone.start_of(first_of_next - notice);
}

Status check_removal(const PaymentMethod& method, const Removal& removal) {
    if (removal.kept <= 1 && removal.needed)
        return conflict("payment_method_in_use", "the account's only payment method is needed");
    if (method.is_default && removal.kept > 1)
        return conflict("payment_method_is_default", "make another payment method the default");
    if (removal.has_open_payment)
        return conflict("payment_method_in_use", "a payment with it has no outcome yet");
    return done;
}

}  // namespace tenure::payment_method
