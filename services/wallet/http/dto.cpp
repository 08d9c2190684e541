#include "wallet/http/dto.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "wallet/http/transaction_json.hpp"

namespace tenure::wallet {

namespace {

using json::Object;
using json::Reader;

constexpr std::int64_t max_quantity = 1'000'000;
constexpr std::size_t max_batch = 1'000;
constexpr std::int64_t default_hold_s = 3'600;
constexpr std::int64_t longest_hold_s = 30 * 86'400;

template <class Value>
Object or_null(const std::optional<Value>& value) {
    return value ? Object(*value) : Object(nullptr);
}

/// The key's fingerprint is what is bought, so that a debit may be repeated alone or in a batch.
DebitCommand debit_in(const Caller& caller, Reader& body, std::string key) {
    DebitCommand command;
    command.caller = caller;
    command.usage = body.string("usage", {1, 60});
    command.quantity = body.integer("quantity", 1, max_quantity);
    command.reference = body.optional_string("reference", {1, 200});
    command.key = {std::move(key),
                   "debit\n" + command.usage + "\n" + std::to_string(command.quantity) + "\n" +
                       command.reference.value_or(""),
                   {}};
    return command;
}

bool is_key(const std::string& key) {
    for (const char c : key)
        if (c < '!' || c > '~') return false;
    return true;
}

std::string quoted(const std::string& text) {
    // A cell that begins like a formula is shown as text by a spreadsheet, not computed.
    std::string cell = text.find_first_of("=+-@") == 0 ? "'" + text : text;
    for (std::size_t at = 0; (at = cell.find('"', at)) != std::string::npos; at += 2)
        cell.insert(at, 1, '"');
    return '"' + cell + '"';
}

class JsonEventDocuments final : public EventDocuments {
  public:
    std::string balance_low(Credits level, Credits balance) const override {
        return json::dump(Object{{"level", json::write(level)}, {"balance", json::write(balance)}});
    }
    std::string recharge_disabled(const std::string& reason) const override {
        return json::dump(Object{{"reason", reason}});
    }
};

}  // namespace

Result<DebitCommand> parse_debit(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    DebitCommand command = debit_in(request.caller, body, request.idempotency->key);
    TENURE_TRY(body.finish());
    return command;
}

Result<std::vector<DebitCommand>> parse_debits(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    std::vector<DebitCommand> commands;
    std::set<std::string> keys;
    for (Reader& item : body.objects("debits", 1, max_batch)) {
        std::string key = item.string("key", {1, 255});
        if (!is_key(key)) item.reject("key", "invalid_characters", "visible characters only");
        if (!key.empty() && !keys.insert(key).second)
            item.reject("key", "duplicate", "two debits of the batch have this key");
        commands.push_back(debit_in(request.caller, item, std::move(key)));
    }
    TENURE_TRY(body.finish());
    return commands;
}

Result<HoldCommand> parse_hold(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    HoldCommand command;
    command.caller = request.caller;
    command.usage = body.string("usage", {1, 60});
    command.quantity = body.integer("quantity", 1, max_quantity);
    command.expires_in = std::chrono::seconds(
        body.optional_integer("expires_in_s", 1, longest_hold_s).value_or(default_hold_s));
    command.reference = body.optional_string("reference", {1, 200});
    command.key = *request.idempotency;
    TENURE_TRY(body.finish());
    return command;
}

Result<SettleCommand> parse_settle(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body.empty() ? "{}" : request.body));
    SettleCommand command;
    command.caller = request.caller;
    command.amount = body.optional_credits("amount");
    if (command.amount && *command.amount <= Credits())
        body.reject("amount", "out_of_range", "above zero");
    command.reference = body.optional_string("reference", {1, 200});
    command.key = *request.idempotency;
    TENURE_TRY(body.finish());
    return command;
}

Result<GiftCommand> parse_gift(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    GiftCommand command;
    command.caller = request.caller;
    command.amount = body.credits("amount");
    if (command.amount <= Credits()) body.reject("amount", "out_of_range", "above zero");
    if (body.has("expires_at")) {
        command.expires_at = body.timestamp("expires_at");
        if (*command.expires_at <= request.caller.now)
            body.reject("expires_at", "out_of_range", "in the future");
    }
    command.reason = body.string("reason", {1, 200});
    command.key = *request.idempotency;
    TENURE_TRY(body.finish());
    return command;
}

Result<HoldId> parse_hold_id(const http::Request& request) {
    const auto id = HoldId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "hold_not_found", "the account has no such hold"};
}

Result<WalletTransactionId> parse_transaction_id(const http::Request& request) {
    const auto id = WalletTransactionId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "transaction_not_found",
                 "the account has no such transaction"};
}

Result<TransactionFilter> parse_filter(const http::Request& request) {
    TransactionFilter filter;
    std::vector<FieldError> errors;
    const auto instant = [&](const char* name) -> std::optional<Timestamp> {
        const auto text = request.query_parameter(name);
        if (!text) return std::nullopt;
        const auto at = parse_timestamp(*text);
        if (at.ok()) return *at;
        errors.push_back({"/" + std::string(name), at.error().code, at.error().detail});
        return std::nullopt;
    };
    filter.from = instant("from");
    filter.until = instant("until");
    if (const auto text = request.query_parameter("kind")) {
        for (const auto& [name, kind] : kind_names)
            if (name == *text) filter.kind = kind;
        if (!filter.kind) errors.push_back({"/kind", "unknown_value", "not a kind of transaction"});
    }
    filter.usage = request.query_parameter("usage");
    if (errors.empty()) return filter;
    return Error{ErrorKind::invalid, "invalid_fields", "some query parameters are not valid",
                 std::move(errors)};
}

Result<UsageQuery> parse_usage_query(const http::Request& request) {
    UsageQuery query;
    std::vector<FieldError> errors;
    const auto month = [&](const char* name) -> std::optional<std::chrono::year_month> {
        const auto text = request.query_parameter(name);
        if (!text) return std::nullopt;
        const Result<Date> first = parse_date(*text + "-01");
        if (first.ok()) {
            const std::chrono::year_month_day day(*first);
            return day.year() / day.month();
        }
        errors.push_back({"/" + std::string(name), "invalid_date", "a month: YYYY-MM"});
        return std::nullopt;
    };
    query.from = month("from");
    query.until = month("until");
    query.usage = request.query_parameter("usage");
    if (errors.empty()) return query;
    return Error{ErrorKind::invalid, "invalid_fields", "some query parameters are not valid",
                 std::move(errors)};
}

Result<std::int64_t> parse_cursor(const std::string& cursor) {
    if (cursor.empty()) return std::int64_t{0};
    std::int64_t number = 0;
    const char* const end = cursor.data() + cursor.size();
    const auto [stop, failure] = std::from_chars(cursor.data(), end, number);
    if (failure == std::errc() && stop == end && number > 0) return number;
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "the cursor is not one of ours",
                 {{"/cursor", "invalid_cursor", "use next_cursor of the last answer"}}};
}

std::string to_json(const Wallet& wallet) {
    return json::dump(Object{{"id", wallet.id.empty() ? Object(nullptr) : Object(wallet.id.str())},
                             {"balance", json::write(wallet.available)},
                             {"held", json::write(wallet.held)},
                             {"debt", json::write(wallet.debt)}});
}

std::string packs_json(const Catalog& catalog) {
    Object data = Object::array();
    for (const Pack& pack : catalog.packs)
        data.push_back({{"code", pack.code},
                        {"credits", json::write(pack.credits)},
                        {"price", json::write(pack.price)},
                        {"names", pack.names}});
    return json::dump(Object{{"data", data}, {"next_cursor", nullptr}});
}

std::string prices_json(const Catalog& catalog) {
    Object data = Object::array();
    for (const UsagePrice& usage : catalog.usages) {
        Object prices = Object::array();
        for (const DatedPrice& price : usage.prices)
            prices.push_back(
                {{"from", json::write(price.from)}, {"credits", json::write(price.price)}});
        data.push_back({{"usage", usage.code}, {"names", usage.names}, {"prices", prices}});
    }
    return json::dump(Object{{"data", data}, {"next_cursor", nullptr}});
}

std::string to_json(const Transaction& transaction) {
    std::string json;
    json.reserve(600);
    append_json(json, transaction);
    return json;
}

std::string to_json(const std::vector<DebitCommand>& commands,
                    const std::vector<Result<Made>>& outcomes) {
    std::string json = R"({"data":[)";
    json.reserve(700 * commands.size());
    for (std::size_t index = 0; index < commands.size(); ++index) {
        const Result<Made>& outcome = outcomes[index];
        json += index == 0 ? R"({"key":)" : R"(,{"key":)";
        append_quoted(json, commands[index].key.key);
        json += R"(,"replayed":)";
        json += outcome.ok() && outcome->replayed ? "true" : "false";
        json += R"(,"debit":)";
        if (outcome.ok())
            append_json(json, outcome->transaction);
        else
            json += "null";
        json += R"(,"error":)";
        json += outcome.ok() ? "null"
                             : json::dump(Object{{"code", outcome.error().code},
                                                 {"detail", outcome.error().detail}});
        json += '}';
    }
    return json + "]}";
}

std::string to_json(const Hold& hold, Credits balance) {
    return json::dump(Object{{"id", hold.id.str()},
                             {"status", name_in(hold_status_names, hold.status)},
                             {"usage", hold.usage.code},
                             {"quantity", hold.usage.quantity},
                             {"unit_price", json::write(hold.usage.unit_price)},
                             {"amount", json::write(hold.amount)},
                             {"captured", json::write(hold.captured)},
                             {"created_at", json::write(hold.created_at)},
                             {"expires_at", json::write(hold.expires_at)},
                             {"reference", or_null(hold.reference)},
                             {"balance", json::write(balance)}});
}

std::string to_json(const TransactionPage& page) {
    std::string json = R"({"data":[)";
    for (const Transaction& transaction : page.transactions) {
        if (&transaction != &page.transactions.front()) json += ',';
        append_json(json, transaction);
    }
    json += R"(],"next_cursor":)";
    json += page.next_before ? '"' + std::to_string(*page.next_before) + '"' : "null";
    return json + '}';
}

std::string to_json(const UsageReport& report) {
    Object data = Object::array();
    for (const UsageTotal& total : report.totals) {
        const Date first(
            std::chrono::local_days((report.first + std::chrono::months(total.month)) / 1));
        data.push_back({{"month", to_string(first).substr(0, 7)},
                        {"usage", total.usage},
                        {"uses", total.uses},
                        {"quantity", total.quantity},
                        {"spent", json::write(total.spent)},
                        {"refunded", json::write(total.refunded)}});
    }
    return json::dump(Object{{"data", data}, {"next_cursor", nullptr}});
}

std::string to_csv(const TransactionPage& page) {
    std::string csv =
        "number,id,at,kind,usage,quantity,unit_price,change,balance,reference,relates_to\r\n";
    for (const Transaction& made : page.transactions) {
        csv += std::to_string(made.number) + ',' + made.id.str() + ',' + to_string(made.at) + ',' +
               std::string(name_in(kind_names, made.kind)) + ',';
        if (made.usage)
            csv += quoted(made.usage->code) + ',' + std::to_string(made.usage->quantity) + ',' +
                   to_string(made.usage->unit_price);
        else
            csv += ",,";
        csv += ',' + to_string(made.change) + ',' + to_string(made.balance) + ',' +
               quoted(made.reference.value_or("")) + ',' + made.relates_to.value_or("") + "\r\n";
    }
    return csv;
}

std::unique_ptr<EventDocuments> make_event_documents() {
    return std::make_unique<JsonEventDocuments>();
}

}  // namespace tenure::wallet
