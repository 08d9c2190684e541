#include "wallet/app/wallet_service.hpp"

#include "domain/time_zone.hpp"

namespace tenure::wallet {

namespace {

Error hold_not_found() {
    return {ErrorKind::not_found, "hold_not_found", "the account has no such hold"};
}

Error transaction_not_found() {
    return {ErrorKind::not_found, "transaction_not_found", "the account has no such transaction"};
}

bool is_due(const Wallet& wallet, Timestamp now) {
    return wallet.next_expiry_at && *wallet.next_expiry_at <= now;
}

constexpr int most_months = 24;

std::chrono::year_month month_of(Date date) {
    const std::chrono::year_month_day day(date);
    return day.year() / day.month();
}

/// The first instants of so many months and of the one behind them.
std::vector<Timestamp> bounds_of(const TimeZone& zone, std::chrono::year_month first, int months) {
    std::vector<Timestamp> bounds;
    for (int month = 0; month <= months; ++month)
        bounds.push_back(
            zone.start_of(Date(std::chrono::local_days((first + std::chrono::months(month)) / 1))));
    return bounds;
}

Note note_of(const Caller& caller, const IdempotencyKey& key, std::optional<std::string> reference,
             std::optional<std::string> relates_to = {}) {
    return {std::move(reference), std::move(relates_to), origin_of(caller, key)};
}

}  // namespace

Result<Wallet> WalletService::read(const Caller& caller) {
    const std::optional<Wallet> written = store_.find(caller.account);
    if (!written) return Wallet{};
    if (!is_due(*written, caller.now)) return *written;
    std::optional<Wallet> wallet;
    TENURE_TRY(store_.transact([&](WalletTx& tx) -> Status {
        const std::map<AccountId, Book> books = tx.open({{caller.account, caller.now}});
        tx.write(books);
        wallet = books.at(caller.account).wallet();
        return done;
    }));
    return *wallet;
}

Result<Made> WalletService::once(const Caller& caller, const IdempotencyKey& key,
                                 const std::optional<HoldId>& hold, const Action& action) {
    std::optional<Result<Made>> outcome;
    TENURE_TRY(store_.transact([&](WalletTx& tx) -> Status {
        const AccountKey account_key{caller.account, key.key};
        std::map<AccountId, Book> books;
        Book& book =
            books.emplace(caller.account, tx.open_whole({caller.account, caller.now}, hold))
                .first->second;
        const auto known = tx.made_with({account_key});
        if (const auto found = known.find(account_key); found != known.end()) {
            outcome = replay_of(found->second, key);
        } else if (Result<Transaction> made = action(tx, book); made.ok()) {
            outcome = Made{std::move(made).value(), false};
        } else {
            outcome = std::move(made).error();
        }
        // What has expired by now stays so, also when the request is refused.
        tx.write(books);
        return done;
    }));
    return std::move(*outcome);
}

Result<HoldMade> WalletService::hold(const HoldCommand& command) {
    const HoldId id = HoldId::make(command.caller.now);
    const auto reserve = [&](WalletTx& tx, Book& book) -> Result<Transaction> {
        TENURE_TRY_ASSIGN(const Usage usage,
                          priced(tx, catalog_, command.caller, command.usage, command.quantity));
        TENURE_TRY_ASSIGN(const Credits cost, cost_of(usage));
        TENURE_TRY(book.reserve(id, usage, cost, command.caller.now + command.expires_in,
                                note_of(command.caller, command.key, command.reference),
                                command.caller.now));
        const Transaction& made = book.written().back();
        announce_low_balance(tx, documents_, levels_, command.caller.account, made);
        return made;
    };
    TENURE_TRY_ASSIGN(Made made, once(command.caller, command.key, {}, reserve));
    // A repetition finds the hold of the first attempt.
    TENURE_TRY_ASSIGN(Hold hold,
                      find_hold(command.caller, HoldId(made.transaction.relates_to.value())));
    return HoldMade{std::move(hold), std::move(made)};
}

Result<Hold> WalletService::find_hold(const Caller& caller, const HoldId& id) {
    std::optional<Hold> hold;
    TENURE_TRY(store_.transact([&](WalletTx& tx) -> Status {
        hold = tx.find(caller.account, id);
        return done;
    }));
    if (!hold) return hold_not_found();
    if (hold->status == HoldStatus::open && hold->expires_at <= caller.now)
        hold->status = HoldStatus::expired;
    return *hold;
}

Result<HoldMade> WalletService::settle(const SettleCommand& command, const HoldId& id,
                                       const Action& action) {
    const auto checked = [&](WalletTx& tx, Book& book) -> Result<Transaction> {
        if (book.hold(id) == nullptr) return hold_not_found();
        return action(tx, book);
    };
    TENURE_TRY_ASSIGN(Made made, once(command.caller, command.key, id, checked));
    TENURE_TRY_ASSIGN(Hold hold, find_hold(command.caller, id));
    return HoldMade{std::move(hold), std::move(made)};
}

Result<HoldMade> WalletService::capture(const SettleCommand& command, const HoldId& id) {
    return settle(command, id, [&](WalletTx&, Book& book) {
        return book.capture(id, command.amount.value_or(book.hold(id)->amount),
                            note_of(command.caller, command.key, command.reference),
                            command.caller.now);
    });
}

Result<HoldMade> WalletService::release(const SettleCommand& command, const HoldId& id) {
    return settle(command, id, [&](WalletTx&, Book& book) {
        return book.release(id, note_of(command.caller, command.key, command.reference),
                            command.caller.now);
    });
}

Result<Made> WalletService::refund(const SettleCommand& command, const WalletTransactionId& id) {
    return once(command.caller, command.key, {}, [&](WalletTx& tx, Book& book) {
        const AccountId& account = command.caller.account;
        const std::optional<Transaction> spent = tx.find(account, id);
        if (!spent) return Result<Transaction>(transaction_not_found());
        if (spent->kind != Kind::debit && spent->kind != Kind::capture)
            return Result<Transaction>(Error{ErrorKind::conflict, "transaction_not_refundable",
                                             "only what was spent can be given back"});
        const Credits before = tx.refunded(account, id);
        return book.refund(*spent, before, command.amount.value_or(refundable(*spent, before)),
                           note_of(command.caller, command.key, command.reference, id.str()),
                           command.caller.now);
    });
}

Result<Made> WalletService::give(const GiftCommand& command) {
    return once(command.caller, command.key, {}, [&](WalletTx&, Book& book) {
        return book.add(Kind::promotion, command.amount, command.expires_at,
                        note_of(command.caller, command.key, command.reason), command.caller.now);
    });
}

Result<Transaction> WalletService::transaction(const AccountId& account,
                                               const WalletTransactionId& id) {
    std::optional<Transaction> found;
    TENURE_TRY(store_.transact([&](WalletTx& tx) -> Status {
        found = tx.find(account, id);
        return done;
    }));
    if (!found) return transaction_not_found();
    return *found;
}

Result<UsageReport> WalletService::usage(const Caller& caller, const UsageQuery& query) {
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(store_.time_zone(caller.account)));
    const std::chrono::year_month last = query.until.value_or(month_of(zone.date_of(caller.now)));
    const std::chrono::year_month first = query.from.value_or(last - std::chrono::months(11));
    const auto months = static_cast<int>((last - first).count()) + 1;
    if (months < 1 || months > most_months)
        return Error{ErrorKind::invalid,
                     "invalid_fields",
                     "some query parameters are not valid",
                     {{"/from", "out_of_range", "up to 24 months that end with `until`"}}};
    return UsageReport{
        first, store_.usage_totals(caller.account, bounds_of(zone, first, months), query.usage)};
}

Result<TransactionPage> WalletService::page(const AccountId& account,
                                            const TransactionFilter& filter, int limit,
                                            std::int64_t before) {
    return store_.page(account, filter, limit, before);
}

}  // namespace tenure::wallet
