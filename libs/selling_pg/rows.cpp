#include "selling_pg/rows.hpp"

#include <nlohmann/json.hpp>

#include "json/writer.hpp"
#include "pg/fields.hpp"

namespace tenure::selling {

namespace {

std::optional<Timestamp> optional_instant(const pqxx::field& microseconds) {
    if (microseconds.is_null()) return std::nullopt;
    return pg::instant_of(microseconds);
}

Cycle cycle_of(const pqxx::field& field) {
    return parse_cycle(field.as<std::string>()).value();
}

AskedBy asked_by_of(const pqxx::row& row) {
    return {row["subject"].as<std::string>(), parse_roles(row["roles"].as<std::string>()).value(),
            row["request_id"].as<std::string>(), row["on_test_clock"].as<bool>()};
}

}  // namespace

std::string options_text(const std::map<std::string, std::string>& options) {
    return json::dump(nlohmann::json(options));
}

Change change_of(const pqxx::row& row) {
    Change change;
    change.id = ChangeId(row["id"].as<std::string>());
    change.type = row["type"].as<std::string>();
    change.status = change_status(row["status"].as<std::string>());
    change.product = row["product"].as<std::string>();
    change.quantity = row["quantity"].as<std::int64_t>();
    change.options = nlohmann::json::parse(row["options"].as<std::string>())
                         .get<std::map<std::string, std::string>>();
    change.quote_id = pg::optional_text(row["quote_id"]);
    change.effective_at = optional_instant(row["effective_us"]);
    change.created_at = pg::instant_of(row["created_us"]);
    change.asked_by = asked_by_of(row);
    change.quote_document = row["quote_document"].as<std::string>("");
    change.invoice_id = pg::optional_text(row["invoice_id"]);
    change.invoice_number = pg::optional_text(row["invoice_number"]);
    change.action_url = row["action_url"].as<std::string>("");
    if (!row["decline_code"].is_null())
        change.decline = Decline{row["decline_code"].as<std::string>(),
                                 row["decline_detail"].as<std::string>("")};
    return change;
}

std::vector<Change> changes_of(const pqxx::result& rows) {
    std::vector<Change> changes;
    for (const pqxx::row& row : rows) changes.push_back(change_of(row));
    return changes;
}

std::optional<Licence> licence_of(const std::optional<pqxx::row>& found) {
    if (!found) return std::nullopt;
    const pqxx::row& row = *found;
    Licence licence;
    licence.id = row["licence_id"].as<std::string>();
    licence.started_at = pg::instant_of(row["started_us"]);
    licence.time_zone = row["time_zone"].as<std::string>();
    licence.term = {row["term_number"].as<std::int64_t>(), cycle_of(row["cycle"]),
                    row["anchor_day"].as<unsigned>(), pg::date_of(row["starts_on"]),
                    pg::date_of(row["renews_on"])};
    licence.standing = standing_of(row["standing"].as<std::string>());
    licence.standing_since = optional_instant(row["standing_us"]);
    if (!row["ended_on"].is_null()) licence.ended_on = pg::date_of(row["ended_on"]);
    licence.end_reason = row["end_reason"].as<std::string>();
    if (!row["next_cycle_id"].is_null())
        licence.pending_cycle =
            PendingCycle{row["next_cycle_id"].as<std::string>(), cycle_of(row["next_cycle"]),
                         pg::instant_of(row["next_cycle_us"])};
    return licence;
}

}  // namespace tenure::selling
