#pragma once
// How a request is followed through the house: X-Request-Id and W3C Trace Context.

#include <string>
#include <string_view>

#include "domain/time.hpp"
#include "gateway/wire/fields.hpp"

namespace tenure::gateway {

/// The client's X-Request-Id when there is exactly one of 1-128 of [A-Za-z0-9._-], else a new one.
std::string request_id_of(const Fields& fields, Timestamp now);

/// The client's traceparent when valid (a later version's is written as version 00), else a new
/// one.
std::string traceparent_of(const Fields& fields);

}  // namespace tenure::gateway
