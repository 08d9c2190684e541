#include "gateway/test_clock.hpp"

#include <nlohmann/json.hpp>

#include "gateway/answer.hpp"
#include "gateway/upstream/exchange.hpp"
#include "gateway/worker.hpp"
#include "log/log.hpp"

namespace tenure::gateway {

namespace {

constexpr std::string_view clock_path = "/v1/test-clock";

constexpr std::chrono::seconds none_holds{1};
constexpr std::size_t most_remembered = 10'000;

/// A look-up stands before a customer's request; catching up may take a consumer's patience (5 s).
constexpr std::chrono::milliseconds look_up_limit{2'000};
constexpr std::chrono::milliseconds catch_up_limit{8'000};

UpstreamRequest request_to(std::string method, std::string target, std::string token,
                           std::string body = {}) {
    UpstreamRequest request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.internal_token = std::move(token);
    request.body = std::move(body);
    if (!request.body.empty()) request.fields.push_back({"Content-Type", "application/json"});
    request.repeatable = true;
    return request;
}

Error unexpected() {
    return {ErrorKind::bad_gateway, "upstream_failed", "a service answers what is not expected"};
}

/// {"now": instant or null}
Result<std::optional<Timestamp>> present_in(const WholeAnswer& answer) {
    const nlohmann::json body = nlohmann::json::parse(answer.body, nullptr, false);
    if (answer.head.status != 200 || !body.is_object() || !body.contains("now"))
        return unexpected();
    if (body["now"].is_null()) return std::optional<Timestamp>();
    if (!body["now"].is_string()) return unexpected();
    TENURE_TRY_ASSIGN(const Timestamp now, parse_timestamp(body["now"].get<std::string>()));
    return std::optional(now);
}

Task<Result<std::optional<Timestamp>>> ask_billing(Worker& worker, const RequestContext& context) {
    const UpstreamRequest request =
        request_to("GET", "/internal/v1/test-clock", service_token(worker, context));
    const Result<WholeAnswer> answer =
        co_await fetch(worker.pool(Upstream::billing), request, look_up_limit);
    if (!answer.ok()) co_return answer.error();
    co_return present_in(*answer);
}

/// Nothing to wait for where the service does not follow billing.
Status caught_up(const WholeAnswer& answer) {
    if (answer.head.status == 204 || answer.head.status == 404) return done;
    if (answer.head.status == 504)
        return Error{ErrorKind::timed_out, "consumer_late",
                     "the clock was moved, but its effects are not seen everywhere yet"};
    return unexpected();
}

}  // namespace

bool TestClockMemory::has_none(const AccountId& account, Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = without_clock_.find(account.str());
    return found != without_clock_.end() && now < found->second;
}

std::optional<Timestamp> TestClockMemory::last_known(const AccountId& account) {
    const std::lock_guard lock(mutex_);
    const auto found = presents_.find(account.str());
    return found == presents_.end() ? std::nullopt : std::optional(found->second);
}

void TestClockMemory::remember(const AccountId& account, std::optional<Timestamp> present,
                               std::uint64_t moves, Instant now) {
    const std::lock_guard lock(mutex_);
    if (moves != moves_) return;
    if (present) {
        if (presents_.size() >= most_remembered) presents_.clear();
        presents_.insert_or_assign(account.str(), *present);
        return;
    }
    if (without_clock_.size() >= most_remembered) drop_expired(now);
    if (without_clock_.size() < most_remembered)
        without_clock_.insert_or_assign(account.str(), now + none_holds);
}

void TestClockMemory::forget(const AccountId& account) {
    const std::lock_guard lock(mutex_);
    ++moves_;
    without_clock_.erase(account.str());
}

std::uint64_t TestClockMemory::moves() {
    const std::lock_guard lock(mutex_);
    return moves_;
}

void TestClockMemory::drop_expired(Instant now) {
    std::erase_if(without_clock_, [now](const auto& entry) { return entry.second <= now; });
}

Task<std::optional<Timestamp>> test_clock_of(Worker& worker, const RequestContext& context) {
    if (!worker.shared().config.test_clocks) co_return std::nullopt;
    TestClockMemory& memory = worker.shared().test_clocks;
    const AccountId& account = context.identity->account;
    if (memory.has_none(account, std::chrono::steady_clock::now())) co_return std::nullopt;
    const std::uint64_t moves = memory.moves();
    const Result<std::optional<Timestamp>> present = co_await ask_billing(worker, context);
    if (present.ok()) {
        memory.remember(account, *present, moves, std::chrono::steady_clock::now());
        co_return *present;
    }
    log::warning("an account's test clock cannot be looked up",
                 {{"code", std::string_view(present.error().code)}});
    co_return memory.last_known(account);
}

bool moves_test_clock(const RequestHead& head) {
    return head.method == "POST" && head.path == clock_path;
}

Task<Status> follow_test_clock(Worker& worker, const RequestContext& context) {
    const std::string token = service_token(worker, context);
    const UpstreamRequest head = request_to("GET", "/internal/v1/events/head", token);
    const Result<WholeAnswer> published =
        co_await fetch(worker.pool(Upstream::billing), head, look_up_limit);
    if (!published.ok()) co_return published.error();
    if (published->head.status != 200) co_return unexpected();
    const UpstreamRequest request =
        request_to("POST", "/internal/v1/consumers/billing", token, published->body);
    for (const Upstream upstream : all_upstreams) {
        if (upstream == Upstream::billing) continue;
        const Result<WholeAnswer> answer =
            co_await fetch(worker.pool(upstream), request, catch_up_limit);
        if (!answer.ok()) co_return answer.error();
        const Status status = caught_up(*answer);
        if (!status.ok()) co_return status.error();
    }
    co_return done;
}

}  // namespace tenure::gateway
