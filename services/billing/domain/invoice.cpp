#include "billing/domain/invoice.hpp"

namespace tenure::billing {

std::vector<std::string> legal_mentions(const Priced& content, const std::string& language) {
    std::vector<std::string> mentions;
    for (const VatAmount& vat : content.vat) {
        const Names texts = legal_mention(vat.treatment.category);
        const auto found = texts.find(language);
        if (found != texts.end()) mentions.push_back(found->second);
    }
    return mentions;
}

Money amount_due(const Invoice& invoice) {
    const Money& total = invoice.content.total;
    if (invoice.status != InvoiceStatus::open) return Money::zero(total.currency());
    return subtract(total, invoice.credited).value();
}

std::string invoice_number(int year, std::int64_t sequence) {
    std::string digits = std::to_string(sequence);
    if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
    return std::to_string(year) + "-" + digits;
}

int year_of(Date date) {
    return static_cast<int>(std::chrono::year_month_day(date).year());
}

}  // namespace tenure::billing
