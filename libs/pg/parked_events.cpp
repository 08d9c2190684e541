#include "pg/parked_events.hpp"

#include "pg/fields.hpp"
#include "pg/transaction.hpp"

namespace tenure::pg {

namespace {

/// In place of a cursor, before the number of a parked event.
constexpr std::string_view mark = "parked:";

constexpr Statement insert_parked{
    "pg_insert_parked",
    "insert into parked_event (account_id, source, id, type, occurred_at, data, error, attempts,"
    " retry_at) values ($1, $2, $3, $4, $5::timestamptz, $6::json, $7, $8::integer,"
    " clock_timestamp() + $8::integer * interval '1 minute')"};

constexpr Statement count_parked{"pg_count_parked",
                                 "select account_id, count(*) as parked from parked_event"
                                 " where source = $1 group by account_id"};

constexpr Statement select_due{
    "pg_select_parked_due",
    "select number, id, type, account_id, data,"
    " (extract(epoch from occurred_at) * 1000000)::bigint as occurred_us from"
    " (select distinct on (account_id) * from parked_event where source = $1"
    " order by account_id, number) as first"
    " where retry_at <= clock_timestamp() order by number limit 100"};

constexpr Statement postpone{
    "pg_postpone_parked",
    "update parked_event set error = $4, attempts = attempts + 1, retry_at = clock_timestamp() +"
    " least(interval '1 hour', power(2, least(attempts, 10)) * interval '1 minute')"
    " where account_id = $1 and source = $2 and number = $3"};

constexpr Statement delete_parked{
    "pg_delete_parked", "delete from parked_event where source = $1 and number = $2 returning 1"};

std::int64_t number_in(const std::string& from) {
    return std::stoll(from.substr(mark.size()));
}

Event event_of(const pqxx::row& row) {
    return {.id = row["id"].as<std::string>(),
            .type = row["type"].as<std::string>(),
            .account = AccountId(row["account_id"].as<std::string>()),
            .occurred_at = instant_of(row["occurred_us"]),
            .data = row["data"].as<std::string>(),
            .cursor = std::string(mark) + row["number"].as<std::string>()};
}

}  // namespace

Status park_event(Pool& pool, const std::string& source, const Event& event,
                  const std::string& from, const std::string& error, bool failed) {
    return transact(pool, [&](Transaction& transaction) -> Status {
        TENURE_TRY(move_cursor(transaction, source, from, event.cursor));
        transaction.run(insert_parked, event.account.str(), source, event.id, event.type,
                        to_string(event.occurred_at), event.data, error, failed ? 1 : 0);
        return done;
    });
}

std::map<AccountId, std::int64_t> parked_accounts(Pool& pool, const std::string& source) {
    return read(pool, [&](Transaction& transaction) {
        std::map<AccountId, std::int64_t> accounts;
        for (const pqxx::row& row : transaction.run(count_parked, source))
            accounts.emplace(AccountId(row["account_id"].as<std::string>()),
                             row["parked"].as<std::int64_t>());
        return accounts;
    });
}

std::vector<Event> parked_events_due(Pool& pool, const std::string& source) {
    return read(pool, [&](Transaction& transaction) {
        std::vector<Event> events;
        for (const pqxx::row& row : transaction.run(select_due, source))
            events.push_back(event_of(row));
        return events;
    });
}

void postpone_parked_event(Pool& pool, const std::string& source, const Event& event,
                           const std::string& error) {
    read(pool, [&](Transaction& transaction) {
        transaction.run(postpone, event.account.str(), source, number_in(event.cursor), error);
        return done;
    });
}

bool is_parked(const std::string& from) {
    return from.starts_with(mark);
}

Status unpark_event(Transaction& transaction, const std::string& source, const std::string& from) {
    if (transaction.find(delete_parked, source, number_in(from))) return done;
    return Error{ErrorKind::conflict, "cursor_moved",
                 "a parked event of " + source + " took effect in another process"};
}

}  // namespace tenure::pg
