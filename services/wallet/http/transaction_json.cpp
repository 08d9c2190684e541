#include "wallet/http/transaction_json.hpp"

#include <algorithm>

#include "json/writer.hpp"

namespace tenure::wallet {

namespace {

bool stands_for_itself(char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

void append_optional(std::string& json, const std::optional<std::string>& text) {
    if (text)
        append_quoted(json, *text);
    else
        json += "null";
}

void append_usage(std::string& json, const std::optional<Usage>& usage) {
    if (!usage) {
        json += R"("usage":null,"quantity":null,"unit_price":null)";
        return;
    }
    json += R"("usage":)";
    append_quoted(json, usage->code);
    json += R"(,"quantity":)";
    json += std::to_string(usage->quantity);
    json += R"(,"unit_price":")";
    json += to_string(usage->unit_price);
    json += '"';
}

void append_posting(std::string& json, const Posting& posting) {
    json += R"({"source":")";
    json += name_in(place_names, posting.source);
    json += R"(","destination":")";
    json += name_in(place_names, posting.destination);
    json += R"(","amount":")";
    json += to_string(posting.amount);
    json += R"(","grant":)";
    json += posting.grant == 0 ? "null" : std::to_string(posting.grant);
    json += '}';
}

}  // namespace

void append_quoted(std::string& json, std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), stands_for_itself)) {
        json += json::dump(json::Object(std::string(text)));
        return;
    }
    json += '"';
    json += text;
    json += '"';
}

void append_json(std::string& json, const Transaction& transaction) {
    json += R"({"id":)";
    append_quoted(json, transaction.id.str());
    json += R"(,"number":)";
    json += std::to_string(transaction.number);
    json += R"(,"kind":")";
    json += name_in(kind_names, transaction.kind);
    json += R"(","at":")";
    json += to_string(transaction.at);
    json += R"(","change":")";
    json += to_string(transaction.change);
    json += R"(","balance":")";
    json += to_string(transaction.balance);
    json += R"(",)";
    append_usage(json, transaction.usage);
    json += R"(,"reference":)";
    append_optional(json, transaction.reference);
    json += R"(,"relates_to":)";
    append_optional(json, transaction.relates_to);
    json += R"(,"postings":[)";
    for (const Posting& posting : transaction.postings) {
        if (&posting != &transaction.postings.front()) json += ',';
        append_posting(json, posting);
    }
    json += "]}";
}

}  // namespace tenure::wallet
