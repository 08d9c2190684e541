#include "wallet/http/routes.hpp"

#include "wallet/http/dto.hpp"

namespace tenure::wallet {

namespace {

using http::Idempotency;
using http::Method;
using http::Request;
using http::Response;

constexpr RoleSet spenders = Role::usage | Role::owner | Role::admin | Role::operator_;
constexpr RoleSet readers = allow::billing | Role::usage;

Response replayed(Response response, bool is_replay) {
    if (is_replay) response.headers.emplace_back("Idempotent-Replayed", "true");
    return response;
}

Response catalogue(const Request& request, std::string body, const std::string& version) {
    const std::string etag = "\"" + version + "\"";
    Response response = request.header("if-none-match") == etag ? Response{304, "", "", {}}
                                                                : http::ok(std::move(body));
    response.headers.emplace_back("Cache-Control", "public, max-age=300");
    return http::with_etag(std::move(response), etag);
}

Response held(const HoldMade& hold) {
    return replayed(http::ok(to_json(hold.hold, hold.made.transaction.balance)),
                    hold.made.replayed);
}

Result<Response> get_wallet(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const Wallet wallet, services.wallets.read(request.caller));
    return http::ok(to_json(wallet));
}

Result<Response> get_packs(Services& services, const Request& request) {
    const Catalog& catalog = services.wallets.catalog();
    return catalogue(request, packs_json(catalog), catalog.version);
}

Result<Response> get_prices(Services& services, const Request& request) {
    const Catalog& catalog = services.wallets.catalog();
    return catalogue(request, prices_json(catalog), catalog.version);
}

Result<Response> post_debit(Services& services, const Request& request) {
    std::vector<DebitCommand> commands(1);
    TENURE_TRY_ASSIGN(commands.front(), parse_debit(request));
    std::vector<Result<Made>> outcomes = services.debits.debit(commands);
    TENURE_TRY_ASSIGN(const Made made, std::move(outcomes.front()));
    return replayed(http::created(to_json(made.transaction),
                                  "/v1/wallet/transactions/" + made.transaction.id.str()),
                    made.replayed);
}

Result<Response> post_debits(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const std::vector<DebitCommand> commands, parse_debits(request));
    return http::ok(to_json(commands, services.debits.debit(commands)));
}

Result<Response> post_refund(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const SettleCommand command, parse_settle(request));
    TENURE_TRY_ASSIGN(const WalletTransactionId id, parse_transaction_id(request));
    TENURE_TRY_ASSIGN(const Made made, services.wallets.refund(command, id));
    return replayed(http::created(to_json(made.transaction)), made.replayed);
}

Result<Response> post_hold(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const HoldCommand command, parse_hold(request));
    TENURE_TRY_ASSIGN(const HoldMade hold, services.wallets.hold(command));
    return replayed(http::created(to_json(hold.hold, hold.made.transaction.balance),
                                  "/v1/wallet/holds/" + hold.hold.id.str()),
                    hold.made.replayed);
}

Result<Response> get_hold(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const HoldId id, parse_hold_id(request));
    TENURE_TRY_ASSIGN(const Hold hold, services.wallets.find_hold(request.caller, id));
    TENURE_TRY_ASSIGN(const Wallet wallet, services.wallets.read(request.caller));
    return http::ok(to_json(hold, wallet.available));
}

Result<Response> post_capture(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const SettleCommand command, parse_settle(request));
    TENURE_TRY_ASSIGN(const HoldId id, parse_hold_id(request));
    TENURE_TRY_ASSIGN(const HoldMade hold, services.wallets.capture(command, id));
    return held(hold);
}

Result<Response> post_release(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const SettleCommand command, parse_settle(request));
    TENURE_TRY_ASSIGN(const HoldId id, parse_hold_id(request));
    TENURE_TRY_ASSIGN(const HoldMade hold, services.wallets.release(command, id));
    return held(hold);
}

Result<Response> post_grant(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const GiftCommand command, parse_gift(request));
    TENURE_TRY_ASSIGN(const Made made, services.wallets.give(command));
    return replayed(http::created(to_json(made.transaction)), made.replayed);
}

Result<Response> get_transactions(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const http::Page page, http::page_of(request));
    TENURE_TRY_ASSIGN(const std::int64_t before, parse_cursor(page.cursor));
    TENURE_TRY_ASSIGN(const TransactionFilter filter, parse_filter(request));
    TENURE_TRY_ASSIGN(const TransactionPage found,
                      services.wallets.page(request.caller.account, filter, page.limit, before));
    std::optional<std::string> next;
    if (found.next_before) next = std::to_string(*found.next_before);
    const bool csv = request.header("accept").value_or("").starts_with("text/csv");
    Response response = csv ? Response{200, to_csv(found), "text/csv; charset=utf-8", {}}
                            : http::ok(to_json(found));
    return http::with_next_page(std::move(response), request, page, next);
}

Result<Response> get_usage(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const UsageQuery query, parse_usage_query(request));
    TENURE_TRY_ASSIGN(const UsageReport report, services.wallets.usage(request.caller, query));
    return http::ok(to_json(report));
}

Result<Response> get_transaction(Services& services, const Request& request) {
    TENURE_TRY_ASSIGN(const WalletTransactionId id, parse_transaction_id(request));
    TENURE_TRY_ASSIGN(const Transaction transaction,
                      services.wallets.transaction(request.caller.account, id));
    return http::ok(to_json(transaction));
}

}  // namespace

std::vector<http::Route> routes(Services& services) {
    const auto bound = [&](auto handler) { return http::bind(handler, services); };
    const auto keyed = Idempotency::in_resource;
    return {
        {Method::get, "/v1/wallet", readers, bound(get_wallet)},
        {Method::get, "/v1/wallet/packs", readers, bound(get_packs)},
        {Method::get, "/v1/wallet/prices", readers, bound(get_prices)},
        {Method::post, "/v1/wallet/debits", spenders, bound(post_debit), keyed, {}, true},
        {Method::post, "/v1/wallet/debits:batch", spenders, bound(post_debits)},
        {Method::post, "/v1/wallet/transactions/{id}/refunds", allow::admins, bound(post_refund),
         keyed},
        {Method::post, "/v1/wallet/holds", spenders, bound(post_hold), keyed},
        {Method::get, "/v1/wallet/holds/{id}", spenders, bound(get_hold)},
        {Method::post, "/v1/wallet/holds/{id}/capture", spenders, bound(post_capture), keyed},
        {Method::post, "/v1/wallet/holds/{id}/release", spenders, bound(post_release), keyed},
        {Method::post, "/v1/wallet/grants", Role::operator_, bound(post_grant), keyed},
        {Method::get, "/v1/wallet/transactions", allow::billing, bound(get_transactions)},
        {Method::get, "/v1/wallet/usage", allow::billing, bound(get_usage)},
        {Method::get, "/v1/wallet/transactions/{id}", allow::billing, bound(get_transaction)},
    };
}

}  // namespace tenure::wallet
