#pragma once
// From what is bought to lines, VAT and a total. An invoice, a quote and the next invoice are all
// priced here, so that they agree to the cent.

#include <string>
#include <vector>

#include "billing/domain/purchase.hpp"
#include "billing/domain/vat.hpp"
#include "domain/money.hpp"
#include "domain/term.hpp"

namespace tenure::billing {

enum class LineKind {
    recurring,  ///< a whole term
    proration,  ///< the rest of a term
};
inline constexpr EnumNames<LineKind, 2> line_kind_names{{
    {"recurring", LineKind::recurring},
    {"proration", LineKind::proration},
}};

struct Line {
    LineKind kind = LineKind::recurring;
    std::string product;
    Names description;
    std::int64_t quantity = 1;
    Money unit_price;  ///< per unit and month
    Date from;
    Date until;  ///< exclusive
    RemainingPeriod period;
    Money amount;
};

/// The VAT of all lines of one rate: rounded once, on their sum.
struct VatAmount {
    VatTreatment treatment;
    Money base;
    Money amount;
};

struct Priced {
    std::vector<Line> lines;
    Money subtotal;
    std::vector<VatAmount> vat;  ///< one for each rate
    Money total;
};

/// Units for a whole term. Error `amount_overflow`.
Result<Line> recurring_line(const Operation& units, const Term& term);
/// Units for what is left of a term on a day. Error `amount_overflow`.
Result<Line> proration_line(const Operation& units, const Term& term, Date from);
/// Sums up lines that share one VAT treatment. Errors `amount_overflow`, `currency_mismatch`.
Result<Priced> priced(std::vector<Line> lines, const VatTreatment& vat);
/// A purchase within a term: whole when it starts the term, else for the rest of it from `today`.
Result<Priced> price_purchase(const Purchase& purchase, const Term& term, Date today,
                              const VatTreatment& vat);

}  // namespace tenure::billing
