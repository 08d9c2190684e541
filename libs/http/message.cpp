#include "http/message.hpp"

#include <charconv>
#include <stdexcept>

namespace tenure::http {

namespace {

constexpr int default_limit = 20;
constexpr int largest_limit = 100;
constexpr std::size_t longest_cursor = 512;

Response with_location(int status, std::string body, std::string location) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    if (!location.empty()) response.headers.emplace_back("Location", std::move(location));
    return response;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Strong comparison (RFC 9110, 8.8.3.2): a weak tag in the list equals nothing.
bool lists_etag(std::string_view list, std::string_view etag) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view item = trim(list.substr(0, comma));
        if (item == "*" || item == etag) return true;
        if (comma == std::string_view::npos) return false;
        list.remove_prefix(comma + 1);
    }
    return false;
}

}  // namespace

std::string_view name_of(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::delete_:
            return "DELETE";
    }
    throw std::logic_error("not a method");
}

const std::string& Request::path_parameter(const std::string& name) const {
    const auto found = path_parameters.find(name);
    if (found == path_parameters.end())
        throw std::logic_error("the route's pattern has no {" + name + "}");
    return found->second;
}

std::optional<std::string> Request::query_parameter(const std::string& name) const {
    const auto found = query.find(name);
    if (found == query.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> Request::header(const std::string& name) const {
    const auto found = headers.find(name);
    if (found == headers.end()) return std::nullopt;
    return found->second;
}

Response ok(std::string body) {
    return with_location(200, std::move(body), {});
}

Response created(std::string body, std::string location) {
    return with_location(201, std::move(body), std::move(location));
}

Response accepted(std::string body, std::string location) {
    return with_location(202, std::move(body), std::move(location));
}

Response no_content() {
    return {.status = 204, .body = {}, .content_type = {}, .headers = {}};
}

Status require_match(const Request& request, std::string_view etag) {
    const std::optional<std::string> given = request.header("if-match");
    if (!given)
        return Error{ErrorKind::precondition_required, "if_match_required",
                     "send the ETag of the version that you changed as If-Match"};
    if (!lists_etag(*given, etag))
        return Error{ErrorKind::precondition_failed, "if_match_failed",
                     "the resource was changed since: read it again"};
    return done;
}

std::string etag_of(std::int64_t version) {
    return "\"" + std::to_string(version) + "\"";
}

Response with_etag(Response response, std::string_view etag) {
    response.headers.emplace_back("ETag", std::string(etag));
    return response;
}

Result<Page> page_of(const Request& request) {
    Page page{.limit = default_limit, .cursor = {}};
    std::vector<FieldError> errors;
    if (const auto text = request.query_parameter("limit")) {
        const char* const end = text->data() + text->size();
        const auto [stop, failure] = std::from_chars(text->data(), end, page.limit);
        if (failure == std::errc::invalid_argument || stop != end)
            errors.push_back({"/limit", "wrong_type", "limit is not an integer"});
        else if (failure != std::errc{} || page.limit < 1 || page.limit > largest_limit)
            errors.push_back({"/limit", "out_of_range", "limit is not between 1 and 100"});
    }
    page.cursor = request.query_parameter("cursor").value_or("");
    if (page.cursor.size() > longest_cursor)
        errors.push_back({"/cursor", "too_long", "the cursor is not one that we gave"});
    if (!errors.empty())
        return Error{ErrorKind::invalid, "invalid_fields", "some query parameters are not valid",
                     std::move(errors)};
    return page;
}

}  // namespace tenure::http
