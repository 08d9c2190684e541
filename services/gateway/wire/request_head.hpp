#pragma once
// The head of a customer's request, and every rule by which it is refused before anything acts on
// it. Pure: request_reader.cpp does the reading.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "gateway/wire/fields.hpp"

namespace tenure::gateway {

struct RequestHead {
    std::string method;
    std::string target;  ///< path and query as sent
    std::string path;    ///< still percent-encoded
    bool http_1_1 = true;
    Fields fields;
    bool keep_alive = true;
    bool chunked = false;
    std::uint64_t content_length = 0;

    bool has_body() const { return chunked || content_length > 0; }
    bool is_safe() const { return method == "GET" || method == "HEAD"; }
    bool expects_continue() const;
    /// The field's value or "".
    std::string_view field(std::string_view name) const;
};

/// How far the bytes of a head are good: folded lines, bare CR or LF, control characters and bytes
/// from 0x80 up are refused here, before a parser gets to see them.
enum class HeadScan { incomplete, complete, malformed };
struct HeadScanner {
    std::size_t length = 0;  ///< bytes seen and found good; of the whole head when complete

    /// `data`: all bytes received so far, growing from call to call.
    HeadScan scan(std::string_view data);
};

/// Fills path, keep_alive, chunked and content_length from method, target and fields. Errors:
/// `malformed_request` (malformed), `method_not_allowed`.
Status check_head(RequestHead& head);

/// The methods that the API has, for `Allow`.
std::vector<std::string> allowed_methods();

}  // namespace tenure::gateway
