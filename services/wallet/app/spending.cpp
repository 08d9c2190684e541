#include "wallet/app/spending.hpp"

#include <algorithm>

#include "domain/time_zone.hpp"

namespace tenure::wallet {

/// What one transaction of debits works on.
struct Spending::Work {
    std::map<AccountId, Book> books;
    std::map<AccountKey, Transaction> made;
};

Result<Made> replay_of(const Transaction& made, const IdempotencyKey& key) {
    if (made.origin.fingerprint == key.fingerprint) return Made{made, true};
    return Error{ErrorKind::invalid, "idempotency_key_reused",
                 "this Idempotency-Key was used for another request"};
}

Origin origin_of(const Caller& caller, const IdempotencyKey& key) {
    return {caller.subject, caller.request_id, key.key, key.fingerprint};
}

Result<Usage> priced(WalletTx& tx, const Catalog& catalog, const Caller& caller,
                     const std::string& usage, std::int64_t quantity) {
    TENURE_TRY_ASSIGN(const TimeZone zone, TimeZone::find(tx.time_zone(caller.account)));
    TENURE_TRY_ASSIGN(const Credits price, catalog.price_of(usage, zone.date_of(caller.now)));
    return Usage{usage, quantity, price};
}

namespace {

/// Each account once, at the latest present that its requests bring along.
std::vector<Present> presents_of(const std::vector<const DebitCommand*>& commands) {
    std::map<AccountId, Timestamp> latest;
    for (const DebitCommand* command : commands) {
        const auto [known, added] = latest.emplace(command->caller.account, command->caller.now);
        if (!added) known->second = std::max(known->second, command->caller.now);
    }
    std::vector<Present> presents;
    for (const auto& [account, now] : latest) presents.push_back({account, now});
    return presents;
}

std::vector<AccountKey> keys_of(const std::vector<const DebitCommand*>& commands) {
    std::vector<AccountKey> keys;
    for (const DebitCommand* command : commands)
        keys.push_back({command->caller.account, command->key.key});
    return keys;
}

}  // namespace

Spending::Spending(WalletStore& store, const Catalog& catalog, const EventDocuments& documents,
                   Levels levels)
    : store_(store), catalog_(catalog), documents_(documents), levels_(std::move(levels)) {}

std::vector<Result<Made>> Spending::debit(const std::vector<const DebitCommand*>& commands) {
    std::vector<Result<Made>> outcomes;
    const Status status = store_.transact([&](WalletTx& tx) -> Status {
        outcomes.clear();
        outcomes.reserve(commands.size());
        const std::vector<AccountKey> keys = keys_of(commands);
        Work work{tx.open(presents_of(commands), keys), {}};
        work.made = tx.made_with(keys);
        for (const DebitCommand* command : commands) outcomes.push_back(decide(tx, work, *command));
        tx.write(work.books);
        return done;
    });
    if (!status.ok()) outcomes.assign(commands.size(), status.error());
    return outcomes;
}

Result<Made> Spending::decide(WalletTx& tx, Work& work, const DebitCommand& command) const {
    const AccountKey key{command.caller.account, command.key.key};
    if (const auto known = work.made.find(key); known != work.made.end())
        return replay_of(known->second, command.key);
    TENURE_TRY_ASSIGN(const Usage usage,
                      priced(tx, catalog_, command.caller, command.usage, command.quantity));
    TENURE_TRY_ASSIGN(const Credits cost, cost_of(usage));
    const Note note{command.reference, {}, origin_of(command.caller, command.key)};
    TENURE_TRY_ASSIGN(Transaction made,
                      work.books.at(key.account).debit(usage, cost, note, command.caller.now));
    announce_low_balance(tx, documents_, levels_, key.account, made);
    work.made.emplace(key, made);
    return Made{std::move(made), false};
}

void announce_low_balance(WalletTx& tx, const EventDocuments& documents, const Levels& levels,
                          const AccountId& account, const Transaction& made) {
    const Credits before = subtract(made.balance, made.change).value();
    for (const Credits level : levels)
        if (before > level && made.balance <= level)
            tx.publish("wallet.balance_low", account, documents.balance_low(level, made.balance),
                       made.at);
}

}  // namespace tenure::wallet
