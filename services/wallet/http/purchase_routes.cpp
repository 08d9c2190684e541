#include "wallet/http/purchase_routes.hpp"

#include "http/history.hpp"
#include "wallet/http/purchase_dto.hpp"

namespace tenure::wallet {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;

constexpr const char* purchases_path = "/v1/wallet/purchases";

Result<Response> post_purchase(PurchaseServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const PackCommand command, parse_purchase(request));
    TENURE_TRY_ASSIGN(const Change change, services.packs.buy(command));
    const std::string location = std::string(purchases_path) + "/" + change.id.str();
    const std::string body = to_json(change, request.caller.now);
    const bool open = change.status == selling::ChangeStatus::pending;
    return open ? http::accepted(body, location) : http::created(body, location);
}

Result<Response> get_purchases(PurchaseServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const selling::ChangePage found,
                      services.packs.purchases(request.caller.account, page.limit, page.cursor));
    return http::with_next_page(http::ok(to_json(found, request.caller.now)), request, page,
                                found.next_cursor);
}

Result<Response> get_purchase(PurchaseServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(const ChangeId id, parse_purchase_id(request));
    TENURE_TRY_ASSIGN(const Change change, services.packs.purchase(request.caller.account, id));
    return http::ok(to_json(change, request.caller.now));
}

Result<Response> get_recharge(PurchaseServices& services, const Request& request) {
    const Recharge recharge = services.packs.recharge(request.caller.account);
    return http::with_etag(http::ok(to_json(recharge)), http::etag_of(recharge.version));
}

Result<Response> put_recharge(PurchaseServices& services, const Request& request) {
    TENURE_TRY_ASSIGN(Recharge wanted, parse_recharge(request));
    wanted.version = services.packs.recharge(request.caller.account).version;
    TENURE_TRY(http::require_match(request, http::etag_of(wanted.version)));
    TENURE_TRY_ASSIGN(const Recharge saved,
                      services.packs.set_recharge(request.caller, wanted, services.methods));
    return http::with_etag(http::ok(to_json(saved)), http::etag_of(saved.version));
}

}  // namespace

std::vector<http::Route> purchase_routes(PurchaseServices& services) {
    const auto bound = [&](auto handler) { return http::bind(handler, services); };
    return {
        {Method::post, "/v1/wallet/purchases", allow::billing, bound(post_purchase),
         Idempotency::required},
        {Method::get, "/v1/wallet/purchases", allow::billing, bound(get_purchases)},
        {Method::get, "/v1/wallet/purchases/{id}", allow::billing, bound(get_purchase)},
        {Method::get, "/v1/wallet/auto-recharge", allow::billing, bound(get_recharge)},
        {Method::put, "/v1/wallet/auto-recharge", allow::billing, bound(put_recharge)},
        {Method::get, "/v1/wallet/history", allow::billing, http::history(services.history)},
    };
}

}  // namespace tenure::wallet
