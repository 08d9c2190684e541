#include "onboarding/http/session_dto.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "onboarding/domain/calendar_file.hpp"

namespace tenure::onboarding {

namespace {

using json::Object;
using json::Reader;

constexpr std::pair<std::string_view, int> languages[] = {
    {"fr", 0}, {"nl", 1}, {"en", 2}, {"de", 3}};
constexpr std::pair<std::string_view, SessionStatus> outcomes[] = {
    {"completed", SessionStatus::completed}, {"no_show", SessionStatus::no_show}};

std::string language_in(Reader& body) {
    return std::string(languages[body.enumeration<int>("language", languages)].first);
}

bool is_language(const std::string& text) {
    for (const auto& [name, index] : languages)
        if (name == text) return true;
    return false;
}

Error bad_query(std::vector<FieldError> fields) {
    return {ErrorKind::invalid, "invalid_fields", "some query parameters are not valid",
            std::move(fields)};
}

std::optional<Timestamp> instant_in(const http::Request& request, const std::string& name,
                                    std::vector<FieldError>& errors) {
    const std::optional<std::string> text = request.query_parameter(name);
    if (!text) return std::nullopt;
    const Result<Timestamp> instant = parse_timestamp(*text);
    if (instant.ok()) return *instant;
    errors.push_back({"/" + name, instant.error().code, instant.error().detail});
    return std::nullopt;
}

Object session_json(const SessionView& view, const TimeZone& zone, const SessionRules& rules) {
    const Session& session = view.session;
    return {{"id", session.id.str()},
            {"engagement", session.engagement.str()},
            {"status", name_in(session_status_names, session.status)},
            {"starts_at", json::write(session.during.from)},
            {"ends_at", json::write(session.during.until)},
            {"time_zone", zone.name()},
            {"local_start", local_text(session.during.from, zone)},
            {"local_end", local_text(session.during.until, zone)},
            {"change_until", json::write(session.during.from - rules.change_notice)},
            {"language", session.language},
            {"topic", session.topic},
            {"expert", {{"id", view.expert.id.str()}, {"name", view.expert.name}}},
            {"meeting_url",
             view.expert.meeting_url.empty() ? Object(nullptr) : Object(view.expert.meeting_url)},
            {"notes", session.notes},
            {"booked_at", json::write(session.booked_at)}};
}

}  // namespace

Result<SlotQuery> parse_slots(const http::Request& request) {
    std::vector<FieldError> errors;
    SlotQuery query;
    query.language = request.query_parameter("language").value_or("");
    if (!is_language(query.language))
        errors.push_back({"/language", "unknown_value", "one of fr, nl, en, de"});
    if (const auto text = request.query_parameter("expert_id")) {
        const Result<ExpertId> id = ExpertId::parse(*text);
        if (id.ok())
            query.expert = *id;
        else
            errors.push_back({"/expert_id", id.error().code, id.error().detail});
    }
    query.from = instant_in(request, "from", errors);
    query.until = instant_in(request, "until", errors);
    if (query.from && query.until && *query.until <= *query.from)
        errors.push_back({"/until", "out_of_range", "after from"});
    if (!errors.empty()) return bad_query(std::move(errors));
    return query;
}

Result<TimeZone> parse_zone(const http::Request& request, const std::string& of_account) {
    const std::string name = request.query_parameter("time_zone").value_or(of_account);
    const Result<TimeZone> zone = TimeZone::find(name);
    if (zone.ok()) return zone;
    return bad_query({{"/time_zone", zone.error().code, zone.error().detail}});
}

Result<BookCommand> parse_booking(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    BookCommand command;
    command.caller = request.caller;
    command.key = request.idempotency;
    command.begins = body.timestamp("starts_at");
    command.language = language_in(body);
    command.topic = body.optional_string("topic", {0, 500}).value_or("");
    if (const auto text = body.optional_string("expert_id", {1, 64})) {
        const Result<ExpertId> id = ExpertId::parse(*text);
        if (id.ok())
            command.expert = *id;
        else
            body.reject("expert_id", id.error().code, id.error().detail);
    }
    TENURE_TRY(body.finish());
    return command;
}

Result<Timestamp> parse_move(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    const Timestamp begins = body.timestamp("starts_at");
    TENURE_TRY(body.finish());
    return begins;
}

Result<Outcome> parse_outcome(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    Outcome outcome{body.enumeration<SessionStatus>("status", outcomes), ""};
    if (body.has("notes")) outcome.notes = body.text("notes", {0, 10'000});
    TENURE_TRY(body.finish());
    return outcome;
}

Result<std::string> parse_waiting(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    std::string language = language_in(body);
    TENURE_TRY(body.finish());
    return language;
}

Result<SessionId> parse_session_id(const http::Request& request) {
    const auto id = SessionId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "session_not_found", "the account has no such session"};
}

std::string to_json(const Slots& slots, const TimeZone& zone, const SessionRules& rules) {
    Object data = Object::array();
    for (const Slot& slot : slots.slots) {
        Object experts = Object::array();
        for (const ExpertId& id : slot.experts) experts.push_back(id.str());
        data.push_back({{"starts_at", json::write(slot.begins)},
                        {"ends_at", json::write(slot.begins + rules.length)},
                        {"local_start", local_text(slot.begins, zone)},
                        {"local_end", local_text(slot.begins + rules.length, zone)},
                        {"experts", experts}});
    }
    return json::dump(Object{{"time_zone", zone.name()},
                             {"waiting_list_open", slots.waiting_list_open},
                             {"data", data}});
}

std::string to_json(const SessionView& view, const TimeZone& zone, const SessionRules& rules) {
    return json::dump(session_json(view, zone, rules));
}

std::string to_json(const std::vector<SessionView>& views, const TimeZone& zone,
                    const SessionRules& rules) {
    Object data = Object::array();
    for (const SessionView& view : views) data.push_back(session_json(view, zone, rules));
    return json::dump(Object{{"data", data}, {"next_cursor", nullptr}});
}

std::string to_json(const Waiting& waiting) {
    return json::dump(Object{{"id", waiting.id.str()},
                             {"engagement", waiting.engagement.str()},
                             {"language", waiting.language},
                             {"since", json::write(waiting.since)}});
}

}  // namespace tenure::onboarding
