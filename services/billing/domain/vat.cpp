#include "billing/domain/vat.hpp"

#include "billing/domain/vat_rates.hpp"

namespace tenure::billing {

namespace {

constexpr std::string_view seller_state = "BE";

}  // namespace

VatTreatment vat_treatment(const VatPolicy& policy, const VatPlace& buyer, VatNumberStatus number,
                           Date on) {
    if (buyer.state.empty()) return {VatCategory::out_of_scope, 0};
    if (buyer.state == seller_state)
        return {VatCategory::standard, standard_rate(seller_state, on)};
    const bool confirmed = number == VatNumberStatus::valid ||
                           (policy.without_registry && number == VatNumberStatus::unverified);
    if (confirmed) return {VatCategory::reverse_charge, 0};
    if (policy.one_stop_shop) return {VatCategory::one_stop_shop, standard_rate(buyer.region, on)};
    return {VatCategory::standard, standard_rate(seller_state, on)};
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
        case VatCategory::one_stop_shop:
            return {{"fr",
                     "TVA de l’État membre du client, déclarée par le guichet unique (OSS) – "
                     "articles 369 bis et suivants de la directive 2006/112/CE"},
                    {"nl",
                     "Btw van de lidstaat van de klant, aangegeven via het éénloketsysteem (OSS) – "
                     "artikelen 369 bis en volgende van Richtlijn 2006/112/EG"},
                    {"en",
                     "VAT of the customer’s member state, declared through the One Stop Shop (OSS) "
                     "– articles 369a and following of Directive 2006/112/EC"},
                    {"de",
                     "Mehrwertsteuer des Mitgliedstaats des Kunden, erklärt über die einzige "
                     "Anlaufstelle (OSS) – Artikel 369a und folgende der Richtlinie 2006/112/EG"}};
    }
    return {};
}

}  // namespace tenure::billing
