#pragma once
// Requests and responses as handlers see them: no library type shows through.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/caller.hpp"
#include "domain/idempotency.hpp"
#include "domain/result.hpp"

namespace tenure::http {

enum class Method { get, post, put, patch, delete_ };
std::string_view name_of(Method method);

using tenure::Caller;

struct Request {
    Method method = Method::get;
    std::string path;                                    ///< decoded, without the query
    std::map<std::string, std::string> path_parameters;  ///< "{id}" of the route's pattern
    std::multimap<std::string, std::string> query;       ///< decoded
    std::map<std::string, std::string> headers;          ///< names in lower case
    std::string body;
    Caller caller;
    std::optional<IdempotencyKey> idempotency;  ///< filled by the server for idempotent routes

    const std::string& path_parameter(const std::string& name) const;
    std::optional<std::string> query_parameter(const std::string& name) const;
    /// Name in lower case.
    std::optional<std::string> header(const std::string& name) const;
};

struct Response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    /// Only the names listed in http/dispatch.hpp are sent; an unknown name throws.
    std::vector<std::pair<std::string, std::string>> headers;
};

Response ok(std::string body);
Response created(std::string body, std::string location = {});
Response accepted(std::string body, std::string location = {});
Response no_content();

/// If-Match of the request against the resource's strong ETag.
/// Errors: 428 `if_match_required` without the header, 412 `if_match_failed` on another ETag.
Status require_match(const Request& request, std::string_view etag);
/// `"<version>"`, a strong ETag.
std::string etag_of(std::int64_t version);
Response with_etag(Response response, std::string_view etag);

/// Which of the media types on offer, best first, the request's Accept asks for (RFC 9110, 12.5.1):
/// the first of those with the highest weight. Error `not_acceptable` when it takes none.
Result<std::size_t> negotiate(const Request& request, std::span<const std::string_view> offered);

/// `?limit=` (1-100, default 20) and `?cursor=`; error 422 `invalid_fields`.
struct Page {
    int limit = 20;
    std::string cursor;
};
Result<Page> page_of(const Request& request);
/// Adds `Link: <...>; rel="next"` to a list's answer when there is a next page, which keeps the
/// request's other query parameters. Cursors consist of URL-safe characters.
Response with_next_page(Response response, const Request& request, const Page& page,
                        const std::optional<std::string>& next_cursor);

}  // namespace tenure::http
