#include "payment_method/http/operator_dto.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::payment_method {

namespace {

using json::Object;

Object render(const CollectionFile& file) {
    return {{"id", file.id},
            {"file", file.message_id + ".xml"},
            {"message_id", file.message_id},
            {"debits", file.debits},
            {"total", json::write(Money(file.cents, Currency::eur()))},
            {"written", file.written},
            {"created_at", json::write(file.created_at)}};
}

}  // namespace

Result<std::string> parse_bank_report_body(const http::Request& request) {
    constexpr std::size_t longest = 10 << 20;
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    std::string document = body.text("document", {1, longest});
    TENURE_TRY(body.finish());
    return document;
}

std::string to_json(const CollectionFile& file) {
    return json::dump(render(file));
}

std::string to_json(const std::vector<CollectionFile>& files) {
    Object data = Object::array();
    for (const CollectionFile& file : files) data.push_back(render(file));
    return json::dump(Object{{"data", data}, {"next_cursor", nullptr}});
}

std::string report_json(const std::optional<std::size_t>& taken) {
    return json::dump(Object{{"known_already", !taken.has_value()},
                             {"outcomes", static_cast<std::int64_t>(taken.value_or(0))}});
}

}  // namespace tenure::payment_method
