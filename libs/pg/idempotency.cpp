// Idempotency keys: claimed with the work, answered after it, forgotten after thirty days.
// All times are the database's: the processes that share a key may run on different machines.

#include "pg/idempotency.hpp"

#include <string_view>

#include "pg/transaction.hpp"

namespace tenure::pg {

namespace {

// A key older than thirty days is free again even when the purge has not come to it yet.
constexpr Statement claim_key{
    "pg_claim_key",
    "insert into idempotency_key as known (account_id, key, fingerprint, resource_id)"
    " values ($1, $2, $3, $4)"
    " on conflict (account_id, key) do update set fingerprint = excluded.fingerprint,"
    "  resource_id = excluded.resource_id, claimed_at = now(),"
    "  status = null, body = null, location = null"
    " where known.claimed_at < now() - interval '30 days'"
    " returning 1"};

constexpr Statement find_key{
    "pg_find_key",
    "select fingerprint, resource_id, status, body, location from idempotency_key"
    " where account_id = $1 and key = $2 and claimed_at >= now() - interval '30 days'"};

// Taking the key over starts a new lease, so that one request at a time carries on.
constexpr Statement take_over_key{"pg_take_over_key",
                                  "update idempotency_key set claimed_at = now()"
                                  " where account_id = $1 and key = $2 and status is null"
                                  " and claimed_at < now() - $3 * interval '1 millisecond'"
                                  " returning 1"};

constexpr Statement store_key_answer{
    "pg_store_key_answer",
    "update idempotency_key set status = $3, body = $4, location = $5"
    " where account_id = $1 and key = $2 and fingerprint = $6 and status is null"};

constexpr Statement purge_keys{"pg_purge_keys",
                               "delete from idempotency_key where (account_id, key) in"
                               " (select account_id, key from idempotency_key"
                               "  where claimed_at < now() - interval '30 days'"
                               "  limit $1 for update skip locked)"};

constexpr int purge_batch = 500;

class PgIdempotencyLog final : public IdempotencyLog {
  public:
    PgIdempotencyLog(Pool& pool, std::chrono::milliseconds lease) : pool_(pool), lease_(lease) {}

    Result<KeyState> find(const AccountId& account, const IdempotencyKey& key) override {
        return transact(pool_, [&](Transaction& transaction) -> Result<KeyState> {
            const auto row = transaction.find(find_key, account.str(), key.key);
            if (!row) return KeyState{};
            return state_of(transaction, *row, account, key);
        });
    }

    Status store_answer(const AccountId& account, const IdempotencyKey& key,
                        const StoredAnswer& answer) override {
        return transact(pool_, [&](Transaction& transaction) -> Status {
            transaction.run(store_key_answer, account.str(), key.key, answer.status, answer.body,
                            answer.location, key.fingerprint);
            return done;
        });
    }

  private:
    KeyState state_of(Transaction& transaction, const pqxx::row& row, const AccountId& account,
                      const IdempotencyKey& key) const {
        if (row["fingerprint"].as<std::string>() != key.fingerprint)
            return {.kind = KeyState::Kind::reused};
        if (!row["status"].is_null())
            return {.kind = KeyState::Kind::answered,
                    .answer = {.status = row["status"].as<int>(),
                               .body = row["body"].as<std::string>(),
                               .location = row["location"].as<std::string>()}};
        if (!transaction.find(take_over_key, account.str(), key.key, lease_.count()))
            return {.kind = KeyState::Kind::in_use};
        return {.kind = KeyState::Kind::interrupted,
                .resource_id = row["resource_id"].as<std::string>()};
    }

    Pool& pool_;
    std::chrono::milliseconds lease_;
};

}  // namespace

Status claim(Transaction& transaction, const AccountId& account,
             const std::optional<IdempotencyKey>& key, const std::string& resource_id) {
    if (!key || key->resume) return done;
    if (transaction.find(claim_key, account.str(), key->key, key->fingerprint, resource_id))
        return done;
    return Error{ErrorKind::conflict, "idempotency_key_in_use",
                 "a request with this Idempotency-Key is being worked on"};
}

std::unique_ptr<IdempotencyLog> make_idempotency_log(Pool& pool, std::chrono::milliseconds lease) {
    return std::make_unique<PgIdempotencyLog>(pool, lease);
}

Result<bool> purge_idempotency_keys(Pool& pool) {
    return transact(pool, [](Transaction& transaction) -> Result<bool> {
        return transaction.run(purge_keys, purge_batch).affected_rows() == purge_batch;
    });
}

}  // namespace tenure::pg
