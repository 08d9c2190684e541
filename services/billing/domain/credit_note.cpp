#include "billing/domain/credit_note.hpp"

#include <algorithm>
#include <set>

namespace tenure::billing {

namespace {

/// Base and VAT of one rate that may still be given back.
struct Remaining {
    VatTreatment treatment;
    Money base;
    Money vat;
};

Error bad_field(std::string pointer, std::string code, std::string detail) {
    return {ErrorKind::invalid,
            "invalid_fields",
            "the credit note is not valid",
            {{std::move(pointer), std::move(code), std::move(detail)}}};
}

Error exceeds(const Money& creditable) {
    return {ErrorKind::conflict,
            "credit_exceeds_invoice",
            "the credit notes of an invoice never exceed it",
            {},
            {{"creditable", creditable.minor()}}};
}

Result<std::vector<Remaining>> remaining_of(const Invoice& invoice, const Credited& credited) {
    std::vector<Remaining> remaining;
    for (std::size_t i = 0; i < invoice.content.vat.size(); ++i) {
        const VatAmount& charged = invoice.content.vat[i];
        Remaining left{charged.treatment, charged.base, charged.amount};
        if (i < credited.vat.size()) {
            TENURE_TRY_ASSIGN(left.base, subtract(left.base, credited.vat[i].base));
            TENURE_TRY_ASSIGN(left.vat, subtract(left.vat, credited.vat[i].amount));
        }
        remaining.push_back(left);
    }
    return remaining;
}

std::int64_t gross(const Remaining& left) {
    return left.base.minor() + left.vat.minor();
}

std::int64_t vat_on(std::int64_t base, const Remaining& left) {
    return multiply_ratio(Money(base, left.base.currency()), left.treatment.rate, 10'000)
        .value()
        .minor();
}

/// A base that is given back, with the VAT on it; all of the VAT with all of the base.
VatAmount from_base(const Remaining& left, std::int64_t base) {
    const Currency currency = left.base.currency();
    const std::int64_t vat = base == left.base.minor()
                                 ? left.vat.minor()
                                 : std::min(vat_on(base, left), left.vat.minor());
    return {left.treatment, Money(base, currency), Money(vat, currency)};
}

/// An amount with VAT, taken apart. Where no base leads to it to the cent, the VAT takes the rest.
VatAmount from_gross(const Remaining& left, std::int64_t amount) {
    const Currency currency = left.base.currency();
    if (amount == gross(left)) return {left.treatment, left.base, left.vat};
    std::int64_t base =
        multiply_ratio(Money(amount, currency), 10'000, 10'000 + left.treatment.rate)
            .value()
            .minor();
    for (const std::int64_t candidate : {base, base - 1, base + 1}) {
        if (candidate + vat_on(candidate, left) != amount) continue;
        base = candidate;
        break;
    }
    base = std::clamp(base, amount - left.vat.minor(), left.base.minor());
    return {left.treatment, Money(base, currency), Money(amount - base, currency)};
}

Result<CreditContent> summed(CreditContent content, Currency currency) {
    content.subtotal = content.total = Money::zero(currency);
    for (const VatAmount& vat : content.vat) {
        TENURE_TRY_ASSIGN(content.subtotal, add(content.subtotal, vat.base));
        TENURE_TRY_ASSIGN(content.total, add(content.total, vat.base));
        TENURE_TRY_ASSIGN(content.total, add(content.total, vat.amount));
    }
    return content;
}

/// Splits an amount over the rates in proportion to what is left of each.
template <class Weight, class Take>
Result<CreditContent> split(const std::vector<Remaining>& remaining, const Money& amount,
                            Weight weight, Take take) {
    std::vector<std::int64_t> weights;
    for (const Remaining& left : remaining) weights.push_back(weight(left));
    TENURE_TRY_ASSIGN(const std::vector<Money> shares, allocate(amount, weights));
    CreditContent content;
    for (std::size_t i = 0; i < remaining.size(); ++i)
        content.vat.push_back(take(remaining[i], shares[i].minor()));
    return summed(std::move(content), amount.currency());
}

std::int64_t base_left(const Remaining& left) {
    return left.base.minor();
}

/// The amounts of the lines that are asked for, each at most what is left of it.
Result<std::vector<CreditedLine>> lines_to_credit(const Invoice& invoice, const Credited& credited,
                                                  const std::vector<LineToCredit>& wanted) {
    std::vector<CreditedLine> lines;
    std::set<std::int64_t> seen;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::string pointer = "/lines/" + std::to_string(i);
        const auto place = static_cast<std::size_t>(wanted[i].line);
        if (wanted[i].line < 1 || place > invoice.content.lines.size())
            return bad_field(pointer + "/line", "unknown_line", "the invoice has no such line");
        if (!seen.insert(wanted[i].line).second)
            return bad_field(pointer + "/line", "duplicate", "the same line twice");
        Money left = invoice.content.lines[place - 1].amount;
        if (const auto earlier = credited.lines.find(wanted[i].line);
            earlier != credited.lines.end()) {
            TENURE_TRY_ASSIGN(left, subtract(left, earlier->second));
        }
        const Money amount = wanted[i].amount.value_or(left);
        if (amount.currency() != left.currency())
            return bad_field(pointer + "/amount", "currency_mismatch",
                             "the invoice has another currency");
        if (amount.minor() <= 0 || amount.minor() > left.minor()) return exceeds(left);
        lines.push_back({wanted[i].line, amount});
    }
    return lines;
}

}  // namespace

Result<CreditContent> credit(const Invoice& invoice, const Credited& credited,
                             const CreditRequest& request) {
    TENURE_TRY_ASSIGN(const std::vector<Remaining> remaining, remaining_of(invoice, credited));
    const Currency currency = invoice.content.total.currency();
    std::int64_t left = 0;
    std::int64_t left_without_vat = 0;
    for (const Remaining& rate : remaining) {
        left += gross(rate);
        left_without_vat += rate.base.minor();
    }
    if (left <= 0) return exceeds(Money::zero(currency));
    if (request.lines.empty()) {
        const Money amount = request.amount.value_or(Money(left, currency));
        if (amount.currency() != currency)
            return bad_field("/amount/currency", "currency_mismatch",
                             "the invoice has another currency");
        if (amount.minor() > left) return exceeds(Money(left, currency));
        return split(remaining, amount, gross, from_gross);
    }
    TENURE_TRY_ASSIGN(std::vector<CreditedLine> lines,
                      lines_to_credit(invoice, credited, request.lines));
    Money sum = Money::zero(currency);
    for (const CreditedLine& line : lines) {
        TENURE_TRY_ASSIGN(sum, add(sum, line.amount));
    }
    if (sum.minor() > left_without_vat) return exceeds(Money(left_without_vat, currency));
    TENURE_TRY_ASSIGN(CreditContent content, split(remaining, sum, base_left, from_base));
    content.lines = std::move(lines);
    return content;
}

std::vector<std::string> credit_mentions(const Invoice& invoice) {
    std::vector<std::string> mentions = legal_mentions(invoice.content, invoice.buyer.language);
    const bool belgian_vat = std::any_of(
        invoice.content.vat.begin(), invoice.content.vat.end(), [](const VatAmount& vat) {
            return vat.treatment.category == VatCategory::standard && !vat.amount.is_zero();
        });
    if (!belgian_vat) return mentions;
    // Royal Decree no. 4, article 4: a credit note says that the VAT deducted goes back.
    static const Names texts = {
        {"fr", "TVA à reverser à l’État dans la mesure où elle a été initialement déduite"},
        {"nl",
         "Btw terug te storten aan de Staat in de mate waarin ze oorspronkelijk in aftrek "
         "werd gebracht"},
        {"en", "VAT to be repaid to the State insofar as it was initially deducted"},
        {"de",
         "Mehrwertsteuer, die an den Staat zurückzuzahlen ist, sofern sie ursprünglich "
         "abgezogen wurde"}};
    const auto found = texts.find(invoice.buyer.language);
    if (found != texts.end()) mentions.push_back(found->second);
    return mentions;
}

std::string credit_note_number(int year, std::int64_t sequence) {
    return "CN" + invoice_number(year, sequence);
}

}  // namespace tenure::billing
