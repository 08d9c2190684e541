#include "billing/domain/vat.hpp"

#include "domain/vat_number.hpp"

namespace tenure::billing {

namespace {

constexpr std::string_view seller_country = "BE";

struct DatedRate {
    std::chrono::year_month_day from;
    std::int64_t rate;
};

// Belgium's standard rate: 21 % since 1 January 1996 (Royal Decree no. 20; ibericode/vat-rates
// lists no other). Electronic services never have a reduced one. Oldest first.
constexpr std::array belgian_standard_rates{
    DatedRate{std::chrono::year{1996} / 1 / 1, 2100},
};

std::int64_t standard_rate(Date on) {
    std::int64_t rate = belgian_standard_rates.front().rate;
    for (const DatedRate& dated : belgian_standard_rates) {
        if (Date(dated.from) <= on) rate = dated.rate;
    }
    return rate;
}

}  // namespace

std::string_view vat_territory(std::string_view country) {
    return country == "MC" ? std::string_view("FR") : country;
}

VatTreatment vat_treatment(const VatPolicy& policy, std::string_view buyer_country,
                           VatNumberStatus number, Date on) {
    const std::string_view territory = vat_territory(buyer_country);
    if (!is_eu_member(territory)) return {VatCategory::out_of_scope, 0};
    const bool confirmed = number == VatNumberStatus::valid ||
                           (policy.without_registry && number == VatNumberStatus::unverified);
    if (territory != seller_country && confirmed) return {VatCategory::reverse_charge, 0};
    return {VatCategory::standard, standard_rate(on)};
}

std::string rate_text(std::int64_t rate) {
    const std::string fraction = std::to_string(rate % 100);
    return std::to_string(rate / 100) + (fraction.size() < 2 ? ".0" : ".") + fraction;
}

Names legal_mention(VatCategory category) {
    switch (category) {
        case VatCategory::standard:
            return {};
        case VatCategory::reverse_charge:
            return {{"fr", "Autoliquidation – articles 44 et 196 de la directive 2006/112/CE"},
                    {"nl", "Btw verlegd – artikelen 44 en 196 van Richtlijn 2006/112/EG"},
                    {"en", "Reverse charge – articles 44 and 196 of Directive 2006/112/EC"},
                    {"de",
                     "Steuerschuldnerschaft des Leistungsempfängers – Artikel 44 und 196 der "
                     "Richtlinie 2006/112/EG"}};
        case VatCategory::out_of_scope:
            return {{"fr", "Non soumis à la TVA belge – article 21, § 2, du Code de la TVA"},
                    {"nl", "Niet onderworpen aan Belgische btw – artikel 21, § 2, Btw-Wetboek"},
                    {"en", "Not subject to Belgian VAT – article 21, § 2, of the VAT Code"},
                    {"de",
                     "Nicht der belgischen Mehrwertsteuer unterworfen – Artikel 21 § 2 des "
                     "Mehrwertsteuergesetzbuches"}};
    }
    return {};
}

}  // namespace tenure::billing
