#include "gateway/wire/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tenure::gateway {

namespace {

Error malformed(std::string detail) {
    return {ErrorKind::malformed, "malformed_request", std::move(detail)};
}

constexpr std::array<std::string_view, 6> methods = {"GET", "HEAD",  "POST",
                                                     "PUT", "PATCH", "DELETE"};

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The byte that "%XY" at `position` means; -1 when it is not such an escape.
int escaped_byte(std::string_view text, std::size_t position) {
    if (position + 2 >= text.size()) return -1;
    const int high = hex_digit(text[position + 1]);
    const int low = hex_digit(text[position + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool is_path_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~!$&'()*+,;=:@/").find(c) != std::string_view::npos;
}

/// A path that means the same to everyone who reads it: no escapes of separators or of control
/// characters, no empty, "." or ".." segments.
bool is_plain_path(std::string_view path) {
    std::string segment;  // decoded
    for (std::size_t i = 1; i <= path.size(); ++i) {
        if (i == path.size() || path[i] == '/') {
            if (segment == "." || segment == "..") return false;
            if (segment.empty() && i < path.size()) return false;
            segment.clear();
        } else if (path[i] == '%') {
            const int byte = escaped_byte(path, i);
            if (byte < 0x20 || byte == '/' || byte == '\\' || byte == 0x7f) return false;
            segment.push_back(static_cast<char>(byte));
            i += 2;
        } else if (is_path_character(path[i])) {
            segment.push_back(path[i]);
        } else {
            return false;
        }
    }
    return true;
}

bool is_plain_query(std::string_view query) {
    for (std::size_t i = 0; i < query.size(); ++i) {
        if (query[i] <= ' ' || query[i] >= 0x7f || query[i] == '#') return false;
        if (query[i] == '%' && escaped_byte(query, i) < 0) return false;
    }
    return true;
}

Status check_target(RequestHead& head) {
    if (!head.target.starts_with('/')) return malformed("the target does not begin with /");
    const std::size_t question = std::min(head.target.find('?'), head.target.size());
    head.path = head.target.substr(0, question);
    if (!is_plain_path(head.path) || !is_plain_query(head.target.substr(question)))
        return malformed("the target has characters or segments that are not accepted");
    return done;
}

Status check_host(const Fields& fields) {
    if (count_fields(fields, "host") != 1) return malformed("there must be exactly one Host");
    const std::string& host = *find_field(fields, "host");
    if (host.empty() || host.find_first_of(" \t,/?#@\\") != host.npos)
        return malformed("Host is not a host's name");
    return done;
}

/// One Content-Length of digits, or exactly `chunked`, or neither: everything else is how requests
/// are smuggled past a proxy.
Status check_framing(RequestHead& head) {
    const std::size_t lengths = count_fields(head.fields, "content-length");
    const std::size_t encodings = count_fields(head.fields, "transfer-encoding");
    if (lengths + encodings > 1) return malformed("the length of the body is ambiguous");
    if (encodings == 1) {
        if (!head.http_1_1 ||
            !equals_ignoring_case(*find_field(head.fields, "transfer-encoding"), "chunked"))
            return malformed("the only transfer coding that is accepted is chunked");
        head.chunked = true;
    }
    if (lengths == 1) {
        const std::string& text = *find_field(head.fields, "content-length");
        const char* const end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, head.content_length);
        if (error != std::errc() || stop != end) return malformed("Content-Length is not a number");
    }
    if (head.is_safe() && head.has_body())
        return malformed("a " + head.method + " request has no body");
    return done;
}

Status check_single_fields(const Fields& fields) {
    for (const std::string_view name :
         {"authorization", "content-type", "expect", "idempotency-key", "tenure-account"})
        if (count_fields(fields, name) > 1)
            return malformed("the header " + std::string(name) + " stands there twice");
    return done;
}

bool wants_keep_alive(const RequestHead& head) {
    bool keep_alive = head.http_1_1;
    for (const Field& field : head.fields) {
        if (field.name != "connection") continue;
        if (list_contains(field.value, "close")) return false;
        if (list_contains(field.value, "keep-alive")) keep_alive = true;
    }
    return keep_alive;
}

}  // namespace

std::vector<std::string> allowed_methods() {
    return {methods.begin(), methods.end()};
}

bool RequestHead::expects_continue() const {
    return http_1_1 && equals_ignoring_case(field("expect"), "100-continue");
}

std::string_view RequestHead::field(std::string_view name) const {
    const std::string* value = find_field(fields, name);
    return value == nullptr ? std::string_view() : *value;
}

HeadScan HeadScanner::scan(std::string_view data) {
    while (length < data.size()) {
        const unsigned char c = static_cast<unsigned char>(data[length]);
        if (c == '\n') return HeadScan::malformed;  // not after CR, see below
        if (c == '\r') {
            if (length + 1 == data.size()) return HeadScan::incomplete;
            if (data[length + 1] != '\n' || length == 0) return HeadScan::malformed;
            const bool empty_line = data[length - 1] == '\n';
            length += 2;
            if (empty_line) return HeadScan::complete;
            continue;
        }
        const bool folded = (c == ' ' || c == '\t') && length > 0 && data[length - 1] == '\n';
        if (folded || c >= 0x7f || (c < 0x20 && c != '\t')) return HeadScan::malformed;
        ++length;
    }
    return HeadScan::incomplete;
}

Status check_head(RequestHead& head) {
    if (std::find(methods.begin(), methods.end(), head.method) == methods.end()) {
        Error error{ErrorKind::method_not_allowed, "method_not_allowed",
                    "the API has no such method"};
        error.members.emplace_back("allow", allowed_methods());
        return error;
    }
    TENURE_TRY(check_target(head));
    TENURE_TRY(check_host(head.fields));
    TENURE_TRY(check_framing(head));
    TENURE_TRY(check_single_fields(head.fields));
    head.keep_alive = wants_keep_alive(head);
    return done;
}

}  // namespace tenure::gateway
