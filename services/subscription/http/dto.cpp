#include "subscription/http/dto.hpp"

#include <algorithm>
#include <unordered_set>

#include "domain/time_zone.hpp"
#include "json/reader.hpp"

namespace tenure::subscription {

namespace {

using json::Reader;

/// A bound for one change; larger customers are set up by the operator.
constexpr std::int64_t max_users = 10'000;
constexpr std::size_t max_active_users = 100'000;

enum class Type { add_users, remove_users, change_plan };

constexpr std::pair<std::string_view, Cycle> cycles[] = {{"quarterly", Cycle::quarterly},
                                                         {"annual", Cycle::annual}};
constexpr std::pair<std::string_view, Type> types[] = {
    {change_type::add_users, Type::add_users},
    {change_type::remove_users, Type::remove_users},
    {change_type::change_plan, Type::change_plan}};

ChangeCommand read_change(const http::Request& request, Reader& body) {
    ChangeCommand command{request.caller, {}, request.idempotency};
    Wanted& wanted = command.wanted;
    const Type type = body.enumeration<Type>("type", types);
    wanted.type = types[static_cast<std::size_t>(type)].first;
    if (type == Type::change_plan) {
        wanted.plan = body.string("plan", {1, 40});
        wanted.accept_loss = body.optional_boolean("accept_loss").value_or(false);
        return command;
    }
    wanted.users = body.integer("users", 1, max_users);
    if (type == Type::remove_users)
        wanted.deactivate_last_added =
            body.optional_boolean("deactivate_last_added").value_or(false);
    return command;
}

}  // namespace

Result<StartCommand> parse_start(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    StartCommand command;
    command.caller = request.caller;
    command.key = request.idempotency;
    command.plan = body.string("plan", {1, 40});
    command.users = body.integer("users", 1, max_users);
    command.cycle = body.enumeration<Cycle>("cycle", cycles);
    command.trial = body.optional_boolean("trial").value_or(false);
    command.time_zone = body.optional_string("time_zone", {1, 64});
    if (command.time_zone) {
        const auto zone = TimeZone::find(*command.time_zone);
        if (!zone.ok()) body.reject("time_zone", zone.error().code, zone.error().detail);
    }
    TENURE_TRY(body.finish());
    return command;
}

Result<ChangeCommand> parse_preview(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    ChangeCommand command = read_change(request, body);
    TENURE_TRY(body.finish());
    return command;
}

Result<ChangeCommand> parse_change(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    ChangeCommand command = read_change(request, body);
    std::optional<std::string>& quote_id = command.wanted.quote_id;
    quote_id = body.optional_string("quote_id", {1, 64});
    if (quote_id) {
        const auto id = QuoteId::parse(*quote_id);
        if (!id.ok()) body.reject("quote_id", id.error().code, id.error().detail);
    }
    TENURE_TRY(body.finish());
    TENURE_TRY(check_role(request.caller, command.wanted.type));
    return command;
}

Result<CancelCommand> parse_cancellation(const http::Request& request) {
    CancelCommand command{request.caller, {}, request.idempotency};
    if (request.body.empty()) return command;
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    command.reason = body.optional_string("reason", {1, 1000}).value_or("");
    TENURE_TRY(body.finish());
    return command;
}

Result<UsageReport> parse_usage(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    std::vector<std::pair<Timestamp, std::string>> users;
    std::unordered_set<std::string> ids;
    for (Reader& user : body.objects("users", 0, max_active_users)) {
        std::string id = user.string("id", {1, 64});
        const Timestamp added_at = user.timestamp("added_at");
        if (!id.empty() && !ids.insert(id).second)
            user.reject("id", "duplicate", "the user stands in the report already");
        users.emplace_back(added_at, std::move(id));
    }
    TENURE_TRY(body.finish());
    std::stable_sort(users.begin(), users.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    UsageReport report;
    report.last_added_first.reserve(users.size());
    for (auto& [added_at, id] : users) report.last_added_first.push_back(std::move(id));
    return report;
}

Result<ChangeId> parse_change_id(const http::Request& request) {
    const auto id = ChangeId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return selling::change_not_found();
}

Status check_role(const Caller& caller, const std::string& change_type) {
    const bool reserved =
        change_type == change_type::change_plan || change_type == change_type::cancel;
    if (!reserved || caller.roles.intersects(allow::admins)) return done;
    return Error{ErrorKind::forbidden, "role_not_allowed", "plan and cancelling need an admin"};
}

}  // namespace tenure::subscription
