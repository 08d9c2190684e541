#include <array>
#include <charconv>

#include "http/client.hpp"
#include "http/problem.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::http {

namespace {

constexpr std::array kinds{ErrorKind::malformed,
                           ErrorKind::unauthenticated,
                           ErrorKind::payment_required,
                           ErrorKind::forbidden,
                           ErrorKind::not_found,
                           ErrorKind::method_not_allowed,
                           ErrorKind::not_acceptable,
                           ErrorKind::request_timeout,
                           ErrorKind::conflict,
                           ErrorKind::precondition_failed,
                           ErrorKind::too_large,
                           ErrorKind::unsupported_media,
                           ErrorKind::invalid,
                           ErrorKind::precondition_required,
                           ErrorKind::too_many_requests,
                           ErrorKind::header_too_large,
                           ErrorKind::internal,
                           ErrorKind::bad_gateway,
                           ErrorKind::unavailable,
                           ErrorKind::timed_out};

ErrorKind kind_of(int status) {
    for (const ErrorKind kind : kinds)
        if (status_of(kind) == status) return kind;
    return ErrorKind::bad_gateway;
}

std::string text_in(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<ErrorMember> member_of(const nlohmann::json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (!value.is_array()) return std::nullopt;
    std::vector<std::string> texts;
    for (const auto& item : value) {
        if (!item.is_string()) return std::nullopt;
        texts.push_back(item.get<std::string>());
    }
    return texts;
}

bool is_own_member(const std::string& name) {
    constexpr std::array<std::string_view, 8> standard{"type",     "title", "status",     "detail",
                                                       "instance", "code",  "request_id", "errors"};
    for (const std::string_view other : standard)
        if (name == other) return false;
    return true;
}

void add_fields(Error& error, const nlohmann::json& document) {
    const auto fields = document.find("errors");
    if (fields == document.end() || !fields->is_array()) return;
    for (const auto& field : *fields)
        if (field.is_object())
            error.fields.push_back(
                {text_in(field, "pointer"), text_in(field, "code"), text_in(field, "detail")});
}

void add_retry_after(Error& error, const ClientResponse& response) {
    const auto header = response.headers.find("retry-after");
    if (header == response.headers.end()) return;
    std::int64_t seconds = 0;
    const char* const end = header->second.data() + header->second.size();
    const auto [stop, failure] = std::from_chars(header->second.data(), end, seconds);
    if (failure == std::errc{} && stop == end) error.members.emplace_back("retry_after", seconds);
}

}  // namespace

Error error_of(const ClientResponse& response) {
    const Result<nlohmann::json> document = json::parse(response.body);
    if (!document || !document->is_object() || text_in(*document, "code").empty())
        return {ErrorKind::bad_gateway, "upstream_error",
                "a service answered " + std::to_string(response.status)};
    Error error{kind_of(response.status), text_in(*document, "code"), text_in(*document, "detail")};
    add_fields(error, *document);
    for (const auto& [name, value] : document->items()) {
        if (!is_own_member(name)) continue;
        if (auto member = member_of(value)) error.members.emplace_back(name, *std::move(member));
    }
    add_retry_after(error, response);
    return error;
}

}  // namespace tenure::http
