#include <sstream>

#include "onboarding/store/sessions.hpp"
#include "onboarding/store/statements_sessions.hpp"
#include "pg/arrays.hpp"
#include "pg/fields.hpp"
#include "pg/page.hpp"

namespace tenure::onboarding {

namespace {

namespace sql = statements;

std::vector<std::string> parts_of(const std::string& list) {
    std::vector<std::string> parts;
    std::istringstream stream(list);
    for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
    return parts;
}

WeeklyHours hours_of(const std::string& text) {
    WeeklyHours hours;
    std::istringstream(text) >> hours.weekday >> hours.from_minute >> hours.until_minute;
    return hours;
}

Expert expert_of(const pqxx::row& row) {
    Expert expert;
    expert.id = ExpertId(row["id"].as<std::string>());
    expert.version = row["version"].as<std::int64_t>();
    expert.name = row["name"].as<std::string>();
    expert.email = row["email"].as<std::string>();
    expert.meeting_url = row["meeting_url"].as<std::string>();
    expert.languages = parts_of(row["languages"].as<std::string>());
    expert.time_zone = row["time_zone"].as<std::string>();
    expert.active = row["active"].as<bool>();
    for (const std::string& text : parts_of(row["hours"].as<std::string>()))
        expert.hours.push_back(hours_of(text));
    for (const std::string& text : parts_of(row["days_off"].as<std::string>()))
        expert.days_off.push_back(parse_date(text).value());
    return expert;
}

std::string languages_of(const Expert& expert) {
    pg::Array languages;
    for (const std::string& language : expert.languages) languages.add(language);
    return languages.text();
}

void write_times(pg::Transaction& tx, const Expert& expert) {
    tx.run(sql::delete_hours, expert.id.str());
    tx.run(sql::delete_days_off, expert.id.str());
    pg::Array weekdays, from, until, days;
    for (const WeeklyHours& hours : expert.hours) {
        weekdays.add(std::int64_t(hours.weekday));
        from.add(std::int64_t(hours.from_minute));
        until.add(std::int64_t(hours.until_minute));
    }
    for (const Date day : expert.days_off) days.add(to_string(day));
    tx.run(sql::insert_hours, expert.id.str(), weekdays.text(), from.text(), until.text());
    tx.run(sql::insert_days_off, expert.id.str(), days.text());
}

}  // namespace

std::optional<Expert> PgExperts::find(const ExpertId& id) {
    const auto row = tx_.find(sql::find_expert, id.str());
    return row ? std::optional(expert_of(*row)) : std::nullopt;
}

std::optional<Expert> PgExperts::lock(const ExpertId& id) {
    tx_.run(sql::lock_expert, id.str());
    return find(id);
}

std::vector<Expert> PgExperts::speaking(const std::string& language) {
    std::vector<Expert> experts;
    for (const pqxx::row& row : tx_.run(sql::list_speaking, language))
        experts.push_back(expert_of(row));
    return experts;
}

std::vector<Stretch> PgExperts::busy(const ExpertId& id, const Stretch& range) {
    std::vector<Stretch> busy;
    for (const pqxx::row& row :
         tx_.run(sql::list_busy, id.str(), to_string(range.from), to_string(range.until)))
        busy.push_back({pg::instant_of(row["from_us"]), pg::instant_of(row["until_us"])});
    return busy;
}

bool write_expert(pg::Transaction& tx, const Expert& expert) {
    if (expert.version == 0) {
        tx.run(sql::insert_expert, expert.id.str(), std::int64_t(1), expert.name, expert.email,
               expert.meeting_url, languages_of(expert), expert.time_zone, expert.active);
    } else if (tx.run(sql::update_expert, expert.id.str(), expert.version, expert.name,
                      expert.email, expert.meeting_url, languages_of(expert), expert.time_zone,
                      expert.active)
                   .affected_rows() == 0) {
        return false;
    }
    write_times(tx, expert);
    return true;
}

ExpertPage page_of_experts(pg::Transaction& tx, int limit, const std::string& cursor) {
    ExpertPage page;
    for (const pqxx::row& row : tx.run(sql::page_experts, cursor, limit + 1))
        page.experts.push_back(expert_of(row));
    page.next_cursor = pg::cut_page(page.experts, limit);
    return page;
}

}  // namespace tenure::onboarding
