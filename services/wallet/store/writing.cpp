#include "wallet/store/writing.hpp"

#include "pg/arrays.hpp"
#include "wallet/store/statements.hpp"

namespace tenure::wallet {

namespace {

namespace sql = statements;

std::int64_t microseconds(Timestamp instant) {
    return instant.time_since_epoch().count();
}

void add(pg::Array& array, const std::optional<Timestamp>& instant) {
    if (instant)
        array.add(microseconds(*instant));
    else
        array.add_null();
}

template <class Enum, std::size_t size>
std::string name(const EnumNames<Enum, size>& names, Enum value) {
    return std::string(name_in(names, value));
}

/// The balances of wallets that have changed.
struct WalletRows {
    pg::Array account, available, held, debt, number, hash, at, expiry;

    void add(const AccountId& id, const Wallet& wallet, const std::string& last_hash) {
        account.add(id.str());
        available.add(wallet.available.units());
        held.add(wallet.held.units());
        debt.add(wallet.debt.units());
        number.add(wallet.last_number);
        hash.add(last_hash);
        wallet::add(at, wallet.last_at);
        wallet::add(expiry, wallet.next_expiry_at);
    }
};

/// What remains of grants that were there before.
struct GrantRows {
    pg::Array account, number, remaining;
};

/// Grants that have been made.
struct NewGrantRows {
    pg::Array account, number, source, amount, remaining, expires;
};

/// The columns of ledger_transaction and posting, row by row.
class LedgerRows {
  public:
    void add(const AccountId& account, const Transaction& made) {
        account_.add(account.str());
        number_.add(made.number);
        id_.add(made.id.str());
        kind_.add(name_in(kind_names, made.kind));
        at_.add(microseconds(made.at));
        change_.add(made.change.units());
        balance_.add(made.balance.units());
        add_usage(made.usage);
        reference_.add(made.reference);
        relates_to_.add(made.relates_to);
        subject_.add(made.origin.subject);
        request_id_.add(made.origin.request_id);
        key_.add(made.origin.key);
        fingerprint_.add(made.origin.fingerprint);
        previous_hash_.add(made.previous_hash);
        hash_.add(made.hash);
        std::int64_t position = 0;
        for (const Posting& posting : made.postings) add(account, made, posting, ++position);
    }

    void write(pg::Transaction& tx, const WalletRows& wallets, const GrantRows& grants) const {
        tx.run(sql::write_ledger, account_.text(), number_.text(), id_.text(), kind_.text(),
               at_.text(), change_.text(), balance_.text(), usage_.text(), quantity_.text(),
               unit_price_.text(), reference_.text(), relates_to_.text(), subject_.text(),
               request_id_.text(), key_.text(), fingerprint_.text(), previous_hash_.text(),
               hash_.text(), posting_account_.text(), posting_number_.text(), position_.text(),
               source_.text(), destination_.text(), amount_.text(), grant_.text(),
               wallets.account.text(), wallets.available.text(), wallets.held.text(),
               wallets.debt.text(), wallets.number.text(), wallets.hash.text(), wallets.at.text(),
               wallets.expiry.text(), grants.account.text(), grants.number.text(),
               grants.remaining.text());
    }

  private:
    void add_usage(const std::optional<Usage>& usage) {
        if (!usage) {
            usage_.add_null();
            quantity_.add_null();
            unit_price_.add_null();
            return;
        }
        usage_.add(usage->code);
        quantity_.add(usage->quantity);
        unit_price_.add(usage->unit_price.units());
    }

    void add(const AccountId& account, const Transaction& made, const Posting& posting,
             std::int64_t position) {
        posting_account_.add(account.str());
        posting_number_.add(made.number);
        position_.add(position);
        source_.add(name_in(place_names, posting.source));
        destination_.add(name_in(place_names, posting.destination));
        amount_.add(posting.amount.units());
        grant_.add(posting.grant);
    }

    pg::Array account_, number_, id_, kind_, at_, change_, balance_, usage_, quantity_, unit_price_,
        reference_, relates_to_, subject_, request_id_, key_, fingerprint_, previous_hash_, hash_;
    pg::Array posting_account_, posting_number_, position_, source_, destination_, amount_, grant_;
};

/// Seals what the book has written, each to the one before it. Returns the last hash.
std::string add_sealed(LedgerRows& rows, const AccountId& account, const Book& book,
                       const Seal& seal) {
    std::string last = book.wallet().last_hash;
    for (Transaction made : book.written()) {
        made.previous_hash = std::move(last);
        made.hash = last = seal.of(account, made);
        rows.add(account, made);
    }
    return last;
}

void add_grants(const AccountId& account, const Book& book, GrantRows& known, NewGrantRows& made) {
    const std::int64_t first_number =
        book.written().empty() ? book.wallet().last_number + 1 : book.written().front().number;
    for (const auto& [number, grant] : book.changed_grants()) {
        if (number < first_number) {
            known.account.add(account.str());
            known.number.add(number);
            known.remaining.add(grant.remaining.units());
            continue;
        }
        made.account.add(account.str());
        made.number.add(number);
        made.source.add(name_in(place_names, grant.source));
        made.amount.add(grant.amount.units());
        made.remaining.add(grant.remaining.units());
        add(made.expires, grant.expires_at);
    }
}

void write_holds(pg::Transaction& tx, const AccountId& account, const Book& book) {
    for (const auto& [id, hold] : book.changed_holds()) {
        tx.run(sql::save_hold, account.str(), id.str(), name(hold_status_names, hold.status),
               hold.usage.code, hold.usage.quantity, hold.usage.unit_price.units(),
               hold.amount.units(), hold.captured.units(), to_string(hold.created_at),
               to_string(hold.expires_at), hold.reference);
        if (hold.status != HoldStatus::open) continue;
        int position = 0;
        for (const GrantPart& part : hold.parts)
            tx.run(sql::insert_hold_part, account.str(), id.str(), ++position, part.grant,
                   part.amount.units());
    }
}

}  // namespace

void write_books(pg::Transaction& tx, const std::map<AccountId, Book>& books, const Seal& seal) {
    LedgerRows ledger;
    WalletRows wallets;
    GrantRows known;
    NewGrantRows made;
    for (const auto& [account, book] : books) {
        if (book.written().empty() && !book.expiry_changed()) continue;
        wallets.add(account, book.wallet(), add_sealed(ledger, account, book, seal));
        add_grants(account, book, known, made);
    }
    if (wallets.account.size() == 0) return;
    if (made.account.size() > 0)
        tx.run(sql::insert_grants, made.account.text(), made.number.text(), made.source.text(),
               made.amount.text(), made.remaining.text(), made.expires.text());
    ledger.write(tx, wallets, known);
    for (const auto& [account, book] : books) write_holds(tx, account, book);
}

}  // namespace tenure::wallet
