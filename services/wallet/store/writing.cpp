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

    void write(pg::Transaction& tx) const {
        if (account_.size() == 0) return;
        tx.run(sql::insert_transactions, account_.text(), number_.text(), id_.text(), kind_.text(),
               at_.text(), change_.text(), balance_.text(), usage_.text(), quantity_.text(),
               unit_price_.text(), reference_.text(), relates_to_.text(), subject_.text(),
               request_id_.text(), key_.text(), fingerprint_.text(), previous_hash_.text(),
               hash_.text());
        tx.run(sql::insert_postings, posting_account_.text(), posting_number_.text(),
               position_.text(), source_.text(), destination_.text(), amount_.text(),
               grant_.text());
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

void write_ledger(pg::Transaction& tx, const std::map<AccountId, Book>& books, const Seal& seal,
                  std::map<AccountId, std::string>& last_hashes) {
    LedgerRows rows;
    for (const auto& [account, book] : books) {
        std::string& last = last_hashes[account];
        last = book.wallet().last_hash;
        for (Transaction made : book.written()) {
            made.previous_hash = last;
            made.hash = last = seal.of(account, made);
            rows.add(account, made);
        }
    }
    rows.write(tx);
}

void write_wallets(pg::Transaction& tx, const std::map<AccountId, Book>& books,
                   const std::map<AccountId, std::string>& last_hashes) {
    pg::Array account, available, held, debt, number, hash, at, expiry;
    for (const auto& [id, book] : books) {
        const Wallet& wallet = book.wallet();
        if (book.written().empty() && !book.expiry_changed()) continue;
        account.add(id.str());
        available.add(wallet.available.units());
        held.add(wallet.held.units());
        debt.add(wallet.debt.units());
        number.add(wallet.last_number);
        hash.add(last_hashes.at(id));
        add(at, wallet.last_at);
        add(expiry, wallet.next_expiry_at);
    }
    if (account.size() > 0)
        tx.run(sql::update_wallets, account.text(), available.text(), held.text(), debt.text(),
               number.text(), hash.text(), at.text(), expiry.text());
}

void write_grants(pg::Transaction& tx, const std::map<AccountId, Book>& books) {
    pg::Array account, number, source, amount, remaining, expires;
    for (const auto& [id, book] : books) {
        for (const auto& [grant_number, grant] : book.changed_grants()) {
            account.add(id.str());
            number.add(grant_number);
            source.add(name_in(place_names, grant.source));
            amount.add(grant.amount.units());
            remaining.add(grant.remaining.units());
            add(expires, grant.expires_at);
        }
    }
    if (account.size() > 0)
        tx.run(sql::save_grants, account.text(), number.text(), source.text(), amount.text(),
               remaining.text(), expires.text());
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
    std::map<AccountId, std::string> last_hashes;
    write_ledger(tx, books, seal, last_hashes);
    write_wallets(tx, books, last_hashes);
    write_grants(tx, books);
    for (const auto& [account, book] : books) write_holds(tx, account, book);
}

}  // namespace tenure::wallet
