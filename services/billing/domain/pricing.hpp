#pragma once
// From what is bought to lines, VAT and a total. An invoice, a quote and the next invoice are all
// priced here, so that they agree to the cent.

#include <string>
#include <vector>

#include "billing/domain/items.hpp"
#include "billing/domain/vat.hpp"
#include "domain/money.hpp"
#include "domain/term.hpp"

namespace tenure::billing {

enum class LineKind {
    recurring,  ///< a whole term
    proration,  ///< the rest of a term
    credit,     ///< the rest of a term of what is switched away from: its amount is negative
    charge,     ///< paid once, whatever the term
};
inline constexpr EnumNames<LineKind, 4> line_kind_names{{
    {"recurring", LineKind::recurring},
    {"proration", LineKind::proration},
    {"credit", LineKind::credit},
    {"charge", LineKind::charge},
}};

struct Line {
    LineKind kind = LineKind::recurring;
    std::string product;
    Names description;
    std::int64_t quantity = 1;
    Money unit_price;  ///< per unit and month; of a charge, apiece
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
Result<Line> recurring_line(const Lot& lot, const Term& term);
/// Units for what is left of a term on a day. Error `amount_overflow`.
Result<Line> proration_line(const Lot& lot, const Term& term, Date from);
/// What was paid for the rest of a term and is not used. Error `amount_overflow`.
Result<Line> credit_line(const Lot& lot, const Term& term, Date from);
/// Pieces that are paid once, on a day. Error `amount_overflow`.
Result<Line> charge_line(const Operation& operation, Date day);
/// Sums up lines that share one VAT treatment. Errors `amount_overflow`, `currency_mismatch`.
Result<Priced> priced(std::vector<Line> lines, const VatTreatment& vat);
/// What a purchase costs now, within a term and upon the items there are: added units whole when
/// they start the term, else for the rest of it from `today`; a switch the difference for the rest
/// of it. What waits for the renewal or stands in a trial costs nothing, except charges; neither
/// does a sum below zero, because nothing is paid back within a term. What costs nothing has no
/// lines.
Result<Priced> price_purchase(const Purchase& purchase, const Items& items, const Term& term,
                              Date today, const VatTreatment& vat);

}  // namespace tenure::billing
