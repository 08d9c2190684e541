#include "gateway/overview.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <nlohmann/json.hpp>

#include "gateway/upstream/exchange.hpp"
#include "log/log.hpp"

namespace tenure::gateway {

namespace {

struct Part {
    Upstream upstream;
    std::string_view target;
    bool money;  ///< for the roles that may see billing
    Result<std::string> json = std::string("null");
};

Error part_failed() {
    return {ErrorKind::bad_gateway, "upstream_failed", "a part of the overview cannot be had"};
}

/// A part's answer as a member of the overview.
Result<std::string> member_of(WholeAnswer answer) {
    if (answer.head.status == 404 || answer.head.status == 403) return std::string("null");
    if (answer.head.status == 503)
        return Error{ErrorKind::unavailable, "upstream_busy",
                     "a part of the overview cannot be had at the moment"};
    if (answer.head.status != 200 || !nlohmann::json::accept(answer.body)) return part_failed();
    return std::move(answer.body);
}

/// Counts parts down and wakes the one that waits for all of them.
struct Pending {
    Timer all_there;
    std::size_t count;
};

struct PartDone {
    Pending& pending;
    Part& part;
    void operator()(std::exception_ptr thrown) const {
        if (thrown) {
            log_if_thrown(thrown);
            part.json = part_failed();
        }
        if (--pending.count == 0) pending.all_there.cancel();
    }
};

Task<void> read_part(Worker& worker, UpstreamRequest request, Part& part) {
    request.target = part.target;
    Result<WholeAnswer> answer =
        co_await fetch(worker.pool(part.upstream), request, worker.shared().config.upstream.answer);
    if (answer.ok())
        part.json = member_of(std::move(answer).value());
    else
        part.json = std::move(answer).error();
    if (part.json.ok()) co_return;
    worker.metrics().count_upstream_error(name_of(part.upstream), part.json.error().code);
    log::warning("a part of the overview failed",
                 {{"upstream", name_of(part.upstream)}, {"code", part.json.error().code}});
}

using Parts = std::array<Part, 7>;

std::string compose(const Parts& parts, bool money) {
    const std::string billing =
        "{\"details\":" + *parts[1].json + ",\"next_invoice\":" + *parts[2].json + "}";
    const std::string add_ons = "{\"customer_meeting\":" + *parts[4].json + "}";
    return "{\"subscription\":" + *parts[0].json + ",\"add_ons\":" + add_ons +
           ",\"billing\":" + (money ? billing : "null") + ",\"payment_methods\":" + *parts[3].json +
           ",\"onboarding\":" + *parts[5].json + ",\"wallet\":" + *parts[6].json + "}";
}

}  // namespace

Task<Result<Answer>> overview(Worker& worker, const RequestContext& context) {
    const RoleSet roles = context.identity->roles;
    if (!roles.intersects(allow::members))
        co_return Error{ErrorKind::forbidden, "role_not_allowed", "none of your roles may do this"};
    Parts parts = {
        Part{Upstream::subscription, "/v1/subscription", false},
        Part{Upstream::billing, "/v1/billing/details", true},
        Part{Upstream::billing, "/v1/billing/next-invoice", true},
        Part{Upstream::payment_method, "/v1/payment-methods", true},
        Part{Upstream::add_on, "/v1/add-ons/customer-meeting", false},
        Part{Upstream::onboarding, "/v1/onboarding/packages", false},
        Part{Upstream::wallet, "/v1/wallet", true},
    };
    const bool money = roles.intersects(allow::billing);
    UpstreamRequest request;
    request.method = "GET";
    if (const std::string* language = find_field(context.head.fields, "accept-language"))
        request.fields.push_back({"Accept-Language", *language});
    request.internal_token = internal_token(worker, context);
    request.repeatable = true;

    Pending pending{Timer(worker.io(), Timer::time_point::max()), 0};
    for (Part& part : parts)
        if (money || !part.money) ++pending.count;
    for (Part& part : parts)
        if (money || !part.money)
            asio::co_spawn(worker.io(), read_part(worker, request, part), PartDone{pending, part});
    if (pending.count > 0) co_await pending.all_there.async_wait(as_result);
    for (Part& part : parts)
        if (!part.json.ok()) co_return std::move(part.json).error();
    co_return json_answer(compose(parts, money));
}

}  // namespace tenure::gateway
