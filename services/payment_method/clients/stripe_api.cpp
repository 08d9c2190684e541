#include "payment_method/clients/stripe_api.hpp"

#include <algorithm>
#include <charconv>

#include "log/log.hpp"
#include "payment_method/clients/stripe_documents.hpp"

namespace tenure::payment_method {

namespace {

using Kind = StripeAnswer::Kind;
using std::chrono::milliseconds;

constexpr milliseconds shortest_pause{1'000};
constexpr milliseconds longest_pause{60'000};

std::int64_t steady_ms() {
    return std::chrono::duration_cast<milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

Kind kind_of(const https::Answer& answer) {
    if (answer.status == 0) return Kind::silent;
    if (answer.status >= 200 && answer.status < 300) return Kind::ok;
    if (answer.status == 401 || answer.status == 403) return Kind::barred;
    if (answer.status == 409 || answer.status == 429) return Kind::busy;
    if (answer.status >= 400 && answer.status < 500) return Kind::refused;
    return Kind::fault;  // redirections too: nothing of Stripe's sends them
}

/// How long Stripe wants not to be asked. Dates are not among what it sends.
milliseconds pause_of(const https::Answer& answer) {
    const std::string text = answer.header("retry-after");
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    seconds = std::clamp<std::int64_t>(seconds, 0, longest_pause.count() / 1000);
    return std::max(shortest_pause, milliseconds(seconds * 1000));
}

/// Stripe's people ask for the request's id; bodies and keys stay out of the log.
void log_failure(const https::Answer& answer, Kind kind, const std::string& path) {
    const StripeFailure failure = read_stripe_failure(answer.body);
    const auto level = kind == Kind::refused  ? log::Level::info
                       : kind == Kind::barred ? log::Level::error
                                              : log::Level::warning;
    log::write(level, "Stripe did not do it",
               {{"path", path},
                {"status", static_cast<std::int64_t>(answer.status)},
                {"stripe_request", answer.header("request-id")},
                {"code", failure.code},
                {"decline_code", failure.decline_code},
                {"failure", answer.failure}});
}

}  // namespace

StripeApi::StripeApi(const StripeOptions& options)
    : url_(options.url),
      authorization_("Bearer " + options.key),
      client_({std::min(options.timeout, milliseconds(5'000)), options.timeout, 4U << 20U}) {}

StripeAnswer StripeApi::get(const std::string& path, const StripeForm& query) {
    const std::string target = query.str().empty() ? path : path + "?" + query.str();
    return send({"GET", url_ + target}, path);
}

StripeAnswer StripeApi::post(const std::string& path, const StripeForm& form,
                             const std::string& idempotency_key) {
    https::Request request{"POST", url_ + path, {}, form.str()};
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    if (!idempotency_key.empty()) request.headers.emplace_back("Idempotency-Key", idempotency_key);
    return send(std::move(request), path);
}

StripeAnswer StripeApi::send(https::Request request, const std::string& path) {
    if (is_closed()) return {Kind::busy, {}};
    request.headers.emplace_back("Authorization", authorization_);
    request.headers.emplace_back("Stripe-Version", stripe_version);
    https::Answer answer = client_.send(request);
    Kind kind = kind_of(answer);
    if (answer.status == 429) close_for(pause_of(answer));
    if (kind == Kind::fault && !answer.header("retry-after").empty()) close_for(pause_of(answer));
    // Stripe knows better than a status what a repetition may do.
    const std::string repeat = answer.header("stripe-should-retry");
    if (repeat == "true" && kind == Kind::refused) kind = Kind::busy;
    if (repeat == "true" && kind == Kind::fault) kind = Kind::silent;
    if (kind != Kind::ok) log_failure(answer, kind, path);
    return {kind, std::move(answer.body)};
}

bool StripeApi::is_closed() const {
    return steady_ms() < closed_until_ms_.load();
}

void StripeApi::close_for(milliseconds pause) {
    const std::int64_t until = steady_ms() + pause.count();
    std::int64_t known = closed_until_ms_.load();
    while (known < until && !closed_until_ms_.compare_exchange_weak(known, until)) {
    }
}

}  // namespace tenure::payment_method
