#include "selling_http/change_json.hpp"

namespace tenure::selling {

namespace {

template <class Value>
json::Object optional_json(const std::optional<Value>& value) {
    return value ? json::Object(*value) : json::Object(nullptr);
}

}  // namespace

json::Object common_change_json(const Change& change, Timestamp now) {
    json::Object object = {{"id", change.id.str()},
                           {"type", change.type},
                           {"status", name_of(status_at(change, now))},
                           {"created_at", json::write(change.created_at)},
                           {"effective_at", nullptr},
                           {"quote", nullptr},
                           {"invoice_id", optional_json(change.invoice_id)},
                           {"invoice_number", optional_json(change.invoice_number)}};
    if (change.effective_at) object["effective_at"] = json::write(*change.effective_at);
    if (!change.quote_document.empty())
        object["quote"] = json::Object::parse(change.quote_document);
    if (change.status == ChangeStatus::pending && !change.action_url.empty())
        object["payment"] = {{"id", with_prefix(change.id.str(), "pay")},
                             {"status", "requires_action"},
                             {"action_url", change.action_url}};
    if (change.decline)
        object["decline"] = {{"code", change.decline->code}, {"detail", change.decline->detail}};
    return object;
}

}  // namespace tenure::selling
