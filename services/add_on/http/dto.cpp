// Bodies of requests to commands.

#include "add_on/http/dto.hpp"

#include "json/reader.hpp"

namespace tenure::add_on {

namespace {

using json::Reader;

/// A bound for one change; larger customers are set up by the operator.
constexpr std::int64_t max_users = 10'000;

constexpr std::pair<std::string_view, ChangeType> change_types[] = {
    {"switch_package", ChangeType::switch_package},
    {"add_users", ChangeType::add_users},
    {"remove_users", ChangeType::remove_users},
    {"start_trial", ChangeType::start_trial}};
constexpr std::pair<std::string_view, Package> packages[] = {{"basic", Package::basic},
                                                             {"beyond", Package::beyond}};

/// To Beyond with so many users, to Basic without.
void read_switch(Reader& body, Wish& wish) {
    wish.package = body.enumeration<Package>("package", packages);
    if (wish.package == Package::beyond) {
        wish.users = body.integer("beyond_users", 1, max_users);
        return;
    }
    wish.users = 0;
    if (body.optional_integer("beyond_users", 1, max_users) && body.has("package"))
        body.reject("beyond_users", "not_allowed", "there are none on Basic");
}

/// Nothing, and a recorded error, when it is none of ours.
std::optional<ChangeType> type_in(Reader& body) {
    if (body.has("type")) {
        const std::optional<std::string> name = body.optional_string("type");
        if (!name || name->empty()) return std::nullopt;  // recorded as it was read
        for (const auto& [known, type] : change_types)
            if (known == *name) return type;
    }
    body.enumeration<ChangeType>("type", change_types);
    return std::nullopt;
}

/// Which fields belong to an unknown type is unknown: none of them is called unknown.
void read_any(Reader& body) {
    body.optional_string("package");
    for (const char* field : {"beyond_users", "users", "convert_to_users"})
        body.optional_integer(field, 1, max_users);
}

Wish read_wish(Reader& body) {
    Wish wish;
    const std::optional<ChangeType> type = type_in(body);
    if (!type) {
        read_any(body);
        return wish;
    }
    wish.type = *type;
    switch (wish.type) {
        case ChangeType::switch_package:
            read_switch(body, wish);
            break;
        case ChangeType::add_users:
        case ChangeType::remove_users:
            wish.users = body.integer("users", 1, max_users);
            break;
        case ChangeType::start_trial:
            wish.users = body.optional_integer("convert_to_users", 1, max_users).value_or(0);
            break;
    }
    return wish;
}

}  // namespace

Result<ChangeCommand> parse_preview(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    ChangeCommand command{request.caller, read_wish(body), {}, request.idempotency};
    TENURE_TRY(body.finish());
    return command;
}

Result<ChangeCommand> parse_change(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    ChangeCommand command{request.caller, read_wish(body), {}, request.idempotency};
    command.quote_id = body.optional_string("quote_id", {1, 64});
    if (command.quote_id) {
        const auto id = QuoteId::parse(*command.quote_id);
        if (!id.ok()) body.reject("quote_id", id.error().code, id.error().detail);
    }
    TENURE_TRY(body.finish());
    return command;
}

Result<ChangeId> parse_change_id(const http::Request& request) {
    const auto id = ChangeId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return selling::change_not_found();
}

Result<std::string> parse_user_id(const http::Request& request) {
    const std::string& user = request.path_parameter("user_id");
    if (is_user_id(user)) return user;
    const bool too_long = user.size() > 100;
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "the path names no user",
                 {{"/user_id", too_long ? "too_long" : "invalid_characters",
                   "1 to 100 of A-Z a-z 0-9 . _ ~ @ : + -"}}};
}

Status parse_naming(const http::Request& request) {
    if (request.body.empty()) return done;
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    return body.finish();
}

}  // namespace tenure::add_on
