#include "payment_method/domain/payment_method.hpp"

#include <array>
#include <utility>

namespace tenure::payment_method {

namespace {

constexpr std::array<std::pair<std::string_view, Funding>, 4> fundings{
    {{"credit", Funding::credit},
     {"debit", Funding::debit},
     {"prepaid", Funding::prepaid},
     {"unknown", Funding::unknown}}};

Error conflict(std::string code, std::string detail) {
    return {ErrorKind::conflict, std::move(code), std::move(detail)};
}

}  // namespace

std::string_view name_of(Funding funding) {
    for (const auto& [name, value] : fundings)
        if (value == funding) return name;
    return "unknown";
}

std::optional<Funding> parse_funding(std::string_view name) {
    for (const auto& [known, value] : fundings)
        if (known == name) return value;
    return std::nullopt;
}

Status check_removal(const PaymentMethod& method, std::size_t kept, bool has_open_payment) {
    if (kept <= 1)
        return conflict("payment_method_in_use", "the account's only payment method is needed");
    if (method.is_default)
        return conflict("payment_method_is_default", "make another payment method the default");
    if (has_open_payment)
        return conflict("payment_method_in_use", "a payment with it has no outcome yet");
    return done;
}

}  // namespace tenure::payment_method
