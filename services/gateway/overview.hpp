#pragma once
// GET /v1/overview: what the page shows, read from the services at the same time.

#include "domain/result.hpp"
#include "gateway/answer.hpp"
#include "gateway/wire/asio.hpp"

namespace tenure::gateway {

/// Members subscription, add_ons {customer_meeting}, billing {details, next_invoice},
/// payment_methods, onboarding (the packages) and wallet, each as its own resource answers. A part
/// that does not exist for the account (404), or that the caller's roles may not see, is null.
/// Errors: 403 `role_not_allowed`; when any part cannot be had, its error.
Task<Result<Answer>> overview(Worker& worker, const RequestContext& context);

}  // namespace tenure::gateway
