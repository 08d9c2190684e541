#include "wallet/http/purchase_dto.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "selling_http/change_json.hpp"

namespace tenure::wallet {

namespace {

using json::Object;
using json::Reader;

Object purchase_json(const Change& purchase, Timestamp now) {
    Object object = selling::common_change_json(purchase, now);
    object["pack"] = purchase.product;
    object["credits"] = json::write(credits_of(purchase));
    object["automatic"] = is_automatic(purchase);
    return object;
}

class JsonAuditWriter final : public AuditWriter {
  public:
    std::string purchase(const Change& purchase, Timestamp now) const override {
        return to_json(purchase, now);
    }
    std::string recharge(const Recharge& recharge) const override { return to_json(recharge); }
};

}  // namespace

Result<PackCommand> parse_purchase(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    PackCommand command;
    command.caller = request.caller;
    command.pack = body.string("pack", {1, 60});
    command.key = request.idempotency;
    TENURE_TRY(body.finish());
    return command;
}

Result<ChangeId> parse_purchase_id(const http::Request& request) {
    const auto id = ChangeId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return selling::change_not_found();
}

Result<Recharge> parse_recharge(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    Recharge recharge;
    recharge.enabled = body.boolean("enabled");
    recharge.threshold = body.credits("threshold");
    if (recharge.threshold < Credits()) body.reject("threshold", "out_of_range", "0 or more");
    recharge.pack = body.string("pack", {1, 60});
    recharge.monthly_cap = body.credits("monthly_cap");
    if (recharge.monthly_cap < Credits()) body.reject("monthly_cap", "out_of_range", "0 or more");
    TENURE_TRY(body.finish());
    return recharge;
}

std::string to_json(const Change& purchase, Timestamp now) {
    return json::dump(purchase_json(purchase, now));
}

std::string to_json(const selling::ChangePage& page, Timestamp now) {
    Object data = Object::array();
    for (const Change& purchase : page.changes) data.push_back(purchase_json(purchase, now));
    const auto next = page.next_cursor ? Object(*page.next_cursor) : Object(nullptr);
    return json::dump(Object{{"data", data}, {"next_cursor", next}});
}

std::string to_json(const Recharge& recharge) {
    return json::dump(Object{
        {"enabled", recharge.enabled},
        {"threshold", json::write(recharge.threshold)},
        {"pack", recharge.pack.empty() ? Object(nullptr) : Object(recharge.pack)},
        {"monthly_cap", json::write(recharge.monthly_cap)},
        {"reason", recharge.reason.empty() ? Object(nullptr) : Object(recharge.reason)},
        {"next_at", recharge.next_at ? Object(json::write(*recharge.next_at)) : Object(nullptr)}});
}

std::unique_ptr<AuditWriter> make_audit_writer() {
    return std::make_unique<JsonAuditWriter>();
}

}  // namespace tenure::wallet
