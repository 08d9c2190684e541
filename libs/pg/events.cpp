// The outbox, in commit-safe order.

#include "pg/events.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

#include "pg/arrays.hpp"
#include "pg/parked_events.hpp"
#include "pg/transaction.hpp"

namespace tenure::pg {

namespace {

// The position of an account's next event: this transaction's, unless the account's last event has
// a greater one. A transaction may draw its number before it has the account's lock, and another
// one with a greater number may hold the lock first. While this one runs, nothing from its own
// number on is visible, so the greater position is not behind anybody's cursor.
#define TENURE_POSITION(account)                                                             \
    "greatest(pg_current_xact_id(), (select last.xid from event last where last.account_id " \
    "= " account " order by last.xid desc limit 1))"

constexpr Statement insert_event{"pg_insert_event",
                                 "insert into event (xid, id, type, account_id, occurred_at, data)"
                                 " values (" TENURE_POSITION("$3") ","
                                 " $1, $2, $3, $4::timestamptz, $5::json)"};

constexpr Statement select_positions{
    "pg_select_positions",
    "select a.account_id, " TENURE_POSITION(
        "a.account_id") "::text as xid from unnest($1::text[]) as a (account_id)"};

#undef TENURE_POSITION

// Below the snapshot's xmin every transaction has ended, so nothing can appear before the cursor
// any more.
constexpr Statement select_events{
    "pg_select_events",
    "select xid::text || '.' || seq as cursor, id, type, account_id, data,"
    " to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') as occurred_at"
    " from event"
    " where (xid, seq) > ($1::text::xid8, $2::bigint)"
    " and xid < pg_snapshot_xmin(pg_current_snapshot())"
    " order by xid, seq limit $3"};

constexpr Statement select_head{"pg_select_head",
                                "select xid::text || '.' || seq as cursor from event"
                                " where account_id = $1 order by xid desc, seq desc limit 1"};

constexpr Statement select_cursor{"pg_select_cursor",
                                  "select cursor from event_cursor where source = $1"};

constexpr Statement insert_cursor{
    "pg_insert_cursor",
    "insert into event_cursor (source, cursor) values ($1, $2) on conflict do nothing returning 1"};

constexpr Statement update_cursor{
    "pg_update_cursor",
    "update event_cursor set cursor = $3 where source = $1 and cursor = $2 returning 1"};

/// Readers poll while they wait. LISTEN would hold one connection for each of them (and none pass
/// through a transaction-pooling proxy); a poll is one indexed query that finds nothing.
constexpr std::chrono::milliseconds poll_interval{100};

struct Position {
    std::uint64_t xid = 0;
    std::int64_t seq = 0;
    auto operator<=>(const Position&) const = default;
};

template <class Number>
bool is_number(std::string_view text, Number& number) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end;
}

Result<Position> parse_cursor(std::string_view cursor) {
    if (cursor.empty()) return Position{};
    const std::size_t dot = cursor.find('.');
    std::uint64_t xid = 0;
    std::int64_t seq = 0;
    if (dot == std::string_view::npos || !is_number(cursor.substr(0, dot), xid) ||
        !is_number(cursor.substr(dot + 1), seq) || seq < 0)
        return Error{ErrorKind::invalid, "invalid_cursor", "not a cursor of this feed"};
    return Position{xid, seq};
}

Result<Event> event_of(const pqxx::row& row) {
    TENURE_TRY_ASSIGN(const Timestamp occurred_at,
                      parse_timestamp(row["occurred_at"].as<std::string>()));
    return Event{.id = row["id"].as<std::string>(),
                 .type = row["type"].as<std::string>(),
                 .account = AccountId(row["account_id"].as<std::string>()),
                 .occurred_at = occurred_at,
                 .data = row["data"].as<std::string>(),
                 .cursor = row["cursor"].as<std::string>()};
}

Result<std::vector<Event>> events_after(Pool& pool, const Position& position, int limit) {
    return transact(pool, [&](Transaction& transaction) -> Result<std::vector<Event>> {
        std::vector<Event> events;
        for (const pqxx::row& row :
             transaction.run(select_events, std::to_string(position.xid), position.seq, limit)) {
            TENURE_TRY_ASSIGN(Event event, event_of(row));
            events.push_back(std::move(event));
        }
        return events;
    });
}

/// Where the next event of each account belongs.
std::map<std::string, std::string> positions_of(Transaction& transaction,
                                                const std::vector<Event>& events) {
    std::set<std::string> accounts;
    for (const Event& event : events) accounts.insert(event.account.str());
    Array list;
    for (const std::string& account : accounts) list.add(account);
    std::map<std::string, std::string> positions;
    for (const pqxx::row& row : transaction.run(select_positions, list.text()))
        positions.emplace(row["account_id"].as<std::string>(), row["xid"].as<std::string>());
    return positions;
}

}  // namespace

void append_event(Transaction& transaction, const Event& event) {
    transaction.run(insert_event, event.id, event.type, event.account.str(),
                    to_string(event.occurred_at), event.data);
}

void append_events(Transaction& transaction, const std::vector<Event>& events) {
    if (events.empty()) return;
    const std::map<std::string, std::string> positions = positions_of(transaction, events);
    const std::vector<std::string> columns{"xid",        "id",          "type",
                                           "account_id", "occurred_at", "data"};
    pqxx::stream_to stream(transaction.raw(), "event", columns);
    for (const Event& event : events)
        stream << std::make_tuple(positions.at(event.account.str()), event.id, event.type,
                                  event.account.str(), to_string(event.occurred_at), event.data);
    stream.complete();
}

Result<EventBatch> read_events(Pool& pool, std::string_view cursor, int limit,
                               std::chrono::milliseconds wait) {
    using std::chrono::steady_clock;
    TENURE_TRY_ASSIGN(const Position position, parse_cursor(cursor));
    const auto deadline = steady_clock::now() + wait;
    while (true) {
        TENURE_TRY_ASSIGN(std::vector<Event> events, events_after(pool, position, limit));
        if (!events.empty()) {
            std::string next = events.back().cursor;
            return EventBatch{std::move(events), std::move(next)};
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
        if (left.count() <= 0) return EventBatch{{}, std::string(cursor)};
        std::this_thread::sleep_for(std::min(left, poll_interval));
    }
}

std::string last_cursor(Pool& pool, const AccountId& account) {
    return read(pool, [&](Transaction& transaction) {
        const auto row = transaction.find(select_head, account.str());
        return row ? (*row)["cursor"].as<std::string>() : std::string();
    });
}

Result<bool> has_passed(std::string_view cursor, std::string_view other) {
    TENURE_TRY_ASSIGN(const Position position, parse_cursor(cursor));
    TENURE_TRY_ASSIGN(const Position passed, parse_cursor(other));
    return position >= passed;
}

std::string load_cursor(Pool& pool, const std::string& source) {
    return read(pool, [&](Transaction& transaction) {
        const auto row = transaction.find(select_cursor, source);
        return row ? (*row)[0].as<std::string>() : std::string();
    });
}

Status move_cursor(Transaction& transaction, const std::string& source, const std::string& from,
                   const std::string& to) {
    if (is_parked(from)) return unpark_event(transaction, source, from);
    const auto moved = from.empty() ? transaction.find(insert_cursor, source, to)
                                    : transaction.find(update_cursor, source, from, to);
    if (moved) return done;
    return Error{ErrorKind::conflict, "cursor_moved",
                 "the events of " + source + " were consumed by another process"};
}

}  // namespace tenure::pg
