#include "gateway/wire/rebuild.hpp"

#include <algorithm>
#include <array>

namespace tenure::gateway {

namespace {

struct Passed {
    std::string_view name;     ///< as received
    std::string_view written;  ///< as sent
};

constexpr std::array passed_to_services = {
    Passed{"accept", "Accept"},
    Passed{"accept-language", "Accept-Language"},
    Passed{"content-type", "Content-Type"},
    Passed{"idempotency-key", "Idempotency-Key"},
    Passed{"if-match", "If-Match"},
    Passed{"if-none-match", "If-None-Match"},
    Passed{"sandbox-signature", "Sandbox-Signature"},
    Passed{"stripe-signature", "Stripe-Signature"},
    Passed{"user-agent", "User-Agent"},
};

constexpr std::array passed_to_customers = {
    Passed{"allow", "Allow"},
    Passed{"cache-control", "Cache-Control"},
    Passed{"content-disposition", "Content-Disposition"},
    Passed{"content-language", "Content-Language"},
    Passed{"content-type", "Content-Type"},
    Passed{"deprecation", "Deprecation"},
    Passed{"etag", "ETag"},
    Passed{"idempotent-replayed", "Idempotent-Replayed"},
    Passed{"last-modified", "Last-Modified"},
    Passed{"link", "Link"},
    Passed{"location", "Location"},
    Passed{"retry-after", "Retry-After"},
    Passed{"sunset", "Sunset"},
    Passed{"vary", "Vary"},
};

bool named_by_connection(const Fields& fields, std::string_view name) {
    return std::any_of(fields.begin(), fields.end(), [name](const Field& field) {
        return field.name == "connection" && list_contains(field.value, name);
    });
}

/// The known ones, a field that stands several times joined to one list.
template <std::size_t Size>
Fields pick(const Fields& fields, const std::array<Passed, Size>& known) {
    Fields picked;
    for (const auto& [name, written] : known) {
        std::string value;
        bool present = false;
        for (const Field& field : fields) {
            if (field.name != name) continue;
            if (present) value += ", ";
            value += field.value;
            present = true;
        }
        if (present && !named_by_connection(fields, name))
            picked.push_back({std::string(written), std::move(value)});
    }
    return picked;
}

void add_line(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

Fields forwarded_fields(const Fields& fields) {
    return pick(fields, passed_to_services);
}

std::string upstream_head(const UpstreamRequest& request, std::string_view host) {
    std::string head;
    head.reserve(512 + request.target.size() + request.internal_token.size());
    head.append(request.method == "HEAD" ? "GET" : request.method);
    head.append(" ").append(request.target).append(" HTTP/1.1\r\n");
    add_line(head, "Host", host);
    add_line(head, "Connection", "keep-alive");
    for (const Field& field : request.fields) add_line(head, field.name, field.value);
    if (!request.internal_token.empty())
        add_line(head, "Tenure-Internal-Token", request.internal_token);
    if (request.method != "GET" && request.method != "HEAD")
        add_line(head, "Content-Length", std::to_string(request.body.size()));
    head.append("\r\n");
    return head;
}

Fields returned_fields(const Fields& fields) {
    Fields returned = pick(fields, passed_to_customers);
    if (find_field(returned, "Cache-Control") == nullptr)
        returned.push_back({"Cache-Control", "no-store"});
    return returned;
}

std::string answer_head(const AnswerHead& answer) {
    std::string head;
    head.reserve(512);
    head.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
    head.append(reason_of(answer.status)).append("\r\n");
    if (!answer.date.empty()) add_line(head, "Date", answer.date);
    for (const Field& field : answer.fields) add_line(head, field.name, field.value);
    add_line(head, "X-Content-Type-Options", "nosniff");
    if (!answer.request_id.empty()) add_line(head, "X-Request-Id", answer.request_id);
    if (answer.framing == Framing::chunked) add_line(head, "Transfer-Encoding", "chunked");
    if (answer.framing == Framing::length && answer.content_length)
        add_line(head, "Content-Length", std::to_string(*answer.content_length));
    add_line(head, "Connection", answer.keep_alive ? "keep-alive" : "close");
    head.append("\r\n");
    return head;
}

std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 402:
            return "Payment Required";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "";
    }
}

}  // namespace tenure::gateway
