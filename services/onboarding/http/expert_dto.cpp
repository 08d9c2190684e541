// Experts: bodies and results. Hours are written as "09:00".

#include <algorithm>
#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "onboarding/http/session_dto.hpp"

namespace tenure::onboarding {

namespace {

using json::Object;
using json::Reader;

constexpr std::pair<std::string_view, int> weekdays[] = {
    {"monday", 1}, {"tuesday", 2},  {"wednesday", 3}, {"thursday", 4},
    {"friday", 5}, {"saturday", 6}, {"sunday", 7}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "09:00" to "24:00"; nothing for other texts.
std::optional<int> minute_of(const std::string& text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const std::size_t i : {0U, 1U, 3U, 4U})
        if (!is_digit(text[i])) return std::nullopt;
    const int hour = (text[0] - '0') * 10 + text[1] - '0';
    const int minute = (text[3] - '0') * 10 + text[4] - '0';
    if (minute > 59 || hour * 60 + minute > 1440) return std::nullopt;
    return hour * 60 + minute;
}

/// Nothing, and a recorded error, when it is no time of day.
std::optional<int> minute_in(Reader& reader, const char* name) {
    const std::string text = reader.string(name, {5, 5});
    const std::optional<int> minute = minute_of(text);
    if (!minute && text.size() == 5)
        reader.reject(name, "invalid_time_of_day", "a time of day as 09:00");
    return minute;
}

WeeklyHours hours_in(Reader& reader) {
    const int weekday = reader.enumeration<int>("day", weekdays);
    const std::optional<int> from = minute_in(reader, "from");
    const std::optional<int> until = minute_in(reader, "until");
    if (from && until && *until <= *from) reader.reject("until", "out_of_range", "after from");
    return {weekday, from.value_or(0), until.value_or(0)};
}

void read_hours(Reader& body, Expert& expert) {
    for (Reader& reader : body.objects("hours", 0, 70)) expert.hours.push_back(hours_in(reader));
    std::sort(expert.hours.begin(), expert.hours.end());
    for (std::size_t i = 1; i < expert.hours.size(); ++i)
        if (expert.hours[i].weekday == expert.hours[i - 1].weekday &&
            expert.hours[i].from_minute < expert.hours[i - 1].until_minute)
            body.reject("hours", "overlapping", "the hours of a day do not overlap");
}

void read_days_off(Reader& body, Expert& expert, std::vector<FieldError>& errors) {
    std::size_t index = 0;
    for (const std::string& text : body.strings("days_off", 0, 400)) {
        const std::string place = "/days_off/" + std::to_string(index++);
        const Result<Date> day = parse_date(text);
        if (day.ok())
            expert.days_off.push_back(*day);
        else
            errors.push_back({place, day.error().code, day.error().detail});
    }
    std::sort(expert.days_off.begin(), expert.days_off.end());
    const auto last = std::unique(expert.days_off.begin(), expert.days_off.end());
    expert.days_off.erase(last, expert.days_off.end());
}

void read_languages(Reader& body, Expert& expert, std::vector<FieldError>& errors) {
    std::size_t index = 0;
    for (const std::string& text : body.strings("languages", 1, 4)) {
        const std::string place = "/languages/" + std::to_string(index++);
        const bool known = text == "fr" || text == "nl" || text == "en" || text == "de";
        if (!known || std::count(expert.languages.begin(), expert.languages.end(), text) > 0)
            errors.push_back({place, "unknown_value", "fr, nl, en, de, each once"});
        expert.languages.push_back(text);
    }
}

std::string time_text(int minute) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minute / 60) + ":" + two(minute % 60);
}

Object expert_json(const Expert& expert) {
    Object hours = Object::array(), days = Object::array();
    for (const WeeklyHours& row : expert.hours)
        hours.push_back({{"day", weekdays[row.weekday - 1].first},
                         {"from", time_text(row.from_minute)},
                         {"until", time_text(row.until_minute)}});
    for (const Date day : expert.days_off) days.push_back(json::write(day));
    return {{"id", expert.id.str()},
            {"name", expert.name},
            {"email", expert.email},
            {"meeting_url", expert.meeting_url},
            {"languages", expert.languages},
            {"time_zone", expert.time_zone},
            {"hours", hours},
            {"days_off", days},
            {"active", expert.active}};
}

}  // namespace

Result<ExpertId> parse_expert_id(const http::Request& request) {
    const auto id = ExpertId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "expert_not_found", "there is no such expert"};
}

Result<Expert> parse_expert(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    std::vector<FieldError> errors;  // of members of lists
    Expert expert;
    expert.name = body.string("name", {1, 100});
    expert.email = body.string("email", {3, 254});
    if (body.has("email") && expert.email.find('@') == std::string::npos)
        body.reject("email", "invalid_email", "an e-mail address");
    expert.meeting_url = body.optional_string("meeting_url", {0, 500}).value_or("");
    read_languages(body, expert, errors);
    expert.time_zone = body.string("time_zone", {1, 64});
    if (const auto zone = TimeZone::find(expert.time_zone); !zone.ok() && !expert.time_zone.empty())
        body.reject("time_zone", zone.error().code, zone.error().detail);
    read_hours(body, expert);
    read_days_off(body, expert, errors);
    expert.active = body.optional_boolean("active").value_or(true);
    Status read = body.finish();
    if (errors.empty()) {
        TENURE_TRY(std::move(read));
        return expert;
    }
    Error all = read.ok() ? Error{ErrorKind::invalid, "invalid_fields",
                                  "fields are missing or not acceptable"}
                          : read.error();
    all.fields.insert(all.fields.end(), errors.begin(), errors.end());
    return all;
}

std::string to_json(const Expert& expert) {
    return json::dump(expert_json(expert));
}

std::string to_json(const ExpertPage& page) {
    Object data = Object::array();
    for (const Expert& expert : page.experts) data.push_back(expert_json(expert));
    const auto next = page.next_cursor ? Object(*page.next_cursor) : Object(nullptr);
    return json::dump(Object{{"data", data}, {"next_cursor", next}});
}

}  // namespace tenure::onboarding
