#pragma once
// What passes through the gateway: heads of requests to services and of answers to customers are
// written anew, from lists of headers that are known. Everything else stays behind. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/wire/fields.hpp"

namespace tenure::gateway {

/// A request to a service.
struct UpstreamRequest {
    std::string method;  ///< HEAD goes as GET
    std::string target;
    Fields fields;  ///< already of the forwarded ones
    std::string internal_token;
    std::string body;
    bool repeatable = false;  ///< may be sent again when its connection broke before an answer
};

/// The customer's fields that services see: Accept, Accept-Language, Content-Type, Idempotency-Key,
/// If-Match and If-None-Match, unless Connection names them.
Fields forwarded_fields(const Fields& fields);
std::string upstream_head(const UpstreamRequest& request, std::string_view host);

/// How the end of an answer's body is known.
enum class Framing { length, chunked, close };

/// The head of an answer to a customer.
struct AnswerHead {
    int status = 200;
    Fields fields;
    Framing framing = Framing::length;
    std::optional<std::uint64_t> content_length;  ///< absent for 204 and 304
    bool keep_alive = true;
    std::string_view request_id;
    std::string_view date;
};

/// A service's fields that customers see, with `Cache-Control: no-store` unless it says otherwise.
Fields returned_fields(const Fields& fields);
std::string answer_head(const AnswerHead& head);

std::string_view reason_of(int status);

}  // namespace tenure::gateway
