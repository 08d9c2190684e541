#include "payment_method/app/collections.hpp"

#include "domain/failpoint.hpp"
#include "domain/target_calendar.hpp"

namespace tenure::payment_method {

Status Collections::check_configured() const {
    if (book_ != nullptr && exchange_ != nullptr) return done;
    return Error{ErrorKind::conflict, "collections_not_configured",
                 "direct debits are not collected through the bank here"};
}

Result<CollectionFile> Collections::collect(Timestamp now) {
    TENURE_TRY(check_configured());
    const Date today = zone_.date_of(now);
    book_->make_file({add_target_days(today, 1), add_target_days(today, lead_days_)}, now);
    TENURE_FAILPOINT("payment_method.collections_made");
    const std::vector<CollectionFile> unwritten = book_->unwritten_files();
    if (unwritten.empty())
        return Error{ErrorKind::conflict, "nothing_to_collect", "no direct debit is due"};
    for (const CollectionFile& file : unwritten) {
        exchange_->write(file, *book_);
        TENURE_FAILPOINT("payment_method.collections_written");
        book_->mark_written(file.id, now);
    }
    CollectionFile last = unwritten.back();
    last.written = true;
    return last;
}

Result<std::vector<CollectionFile>> Collections::files(int limit) {
    TENURE_TRY(check_configured());
    return book_->files(limit);
}

Result<TakenReport> Collections::take_report(const std::string& document, Timestamp now) {
    TENURE_TRY(check_configured());
    TENURE_TRY_ASSIGN(const BankExchange::Report report, exchange_->read(document));
    return book_->take_report(report.message_id, report.outcomes, now);
}

}  // namespace tenure::payment_method
