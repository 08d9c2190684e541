#include "billing/domain/details.hpp"

#include <algorithm>

namespace tenure::billing {

bool vat_number_fits(const VatNumber& number, std::string_view country) {
    return number.country() == vat_territory(country);
}

bool is_email(std::string_view text) {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
    const std::string_view domain = text.substr(at + 1);
    const auto dot = domain.rfind('.');
    return domain.find('@') == std::string_view::npos && dot != std::string_view::npos &&
           dot != 0 && dot + 1 != domain.size() && domain.front() != '.' &&
           std::none_of(text.begin(), text.end(), [](char c) {
               return c == ' ' || c == ',' || c == ';' || c == '<' || c == '>' || c == '"';
           });
}

VatTreatment vat_treatment(const VatPolicy& policy, const Details& buyer, Date on) {
    const VatPlace place = vat_place(buyer.address.country, buyer.address.postal_code);
    return vat_treatment(policy, place, buyer.vat_number_status, on);
}

bool same_vat(const Details& a, const Details& b) {
    return vat_place(a.address.country, a.address.postal_code) ==
               vat_place(b.address.country, b.address.postal_code) &&
           a.vat_number == b.vat_number && a.vat_number_status == b.vat_number_status;
}

Details edited(const std::optional<Details>& old, Details details) {
    details.version = old ? old->version + 1 : 1;
    if (!details.vat_number) {
        details.vat_number_status = VatNumberStatus::none;
    } else if (old && old->vat_number == details.vat_number) {
        details.vat_number_status = old->vat_number_status;
        details.vat_number_checked_at = old->vat_number_checked_at;
        details.vat_number_consultation = old->vat_number_consultation;
    } else {
        details.vat_number_status = VatNumberStatus::unverified;
    }
    return details;
}

}  // namespace tenure::billing
