#include "wallet/clients/invoice_news.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"

namespace tenure::wallet {

Result<std::string> invoice_of(std::string_view type, std::string_view data) {
    if (!type.starts_with("invoice.")) return std::string();
    TENURE_TRY_ASSIGN(const nlohmann::json body, json::parse(data));
    return body.is_object() ? body.value("invoice_id", "") : std::string();
}

}  // namespace tenure::wallet
