#include "wallet/http/transaction_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

using namespace tenure;
using namespace tenure::wallet;
using nlohmann::json;

namespace {

json parsed(const Transaction& transaction) {
    std::string text;
    append_json(text, transaction);
    return json::parse(text);
}

}  // namespace

TEST_CASE("A transaction's JSON names everything, and null where there is nothing") {
    Transaction made;
    made.id = WalletTransactionId("wtx_1");
    made.number = 7;
    made.kind = Kind::expiry;
    made.at = parse_timestamp("2026-11-24T12:00:00.000001Z").value();
    made.change = Credits::from_units(-12'500);
    made.balance = Credits::from_units(5);
    const json empty = parsed(made);
    made.usage = Usage{"sms.BE", 3, Credits::from_units(850)};
    made.reference = "a \"quoted\" \\ caf\u00e9\n";
    made.relates_to = "hld_1";
    made.postings = {{Place::available, Place::expiry, Credits::from_units(12'000), 2},
                     {Place::debt, Place::usage, Credits::from_units(500), 0}};
    const json full = parsed(made);

    CHECK(empty == json{{"id", "wtx_1"},
                        {"number", 7},
                        {"kind", "expiry"},
                        {"at", "2026-11-24T12:00:00.000001Z"},
                        {"change", "-1.2500"},
                        {"balance", "0.0005"},
                        {"usage", nullptr},
                        {"quantity", nullptr},
                        {"unit_price", nullptr},
                        {"reference", nullptr},
                        {"relates_to", nullptr},
                        {"postings", json::array()}});
    CHECK(full["usage"] == "sms.BE");
    CHECK(full["quantity"] == 3);
    CHECK(full["unit_price"] == "0.0850");
    CHECK(full["reference"] == *made.reference);
    CHECK(full["relates_to"] == "hld_1");
    CHECK(full["postings"] == json{{{"source", "available"},
                                    {"destination", "expiry"},
                                    {"amount", "1.2000"},
                                    {"grant", 2}},
                                   {{"source", "debt"},
                                    {"destination", "usage"},
                                    {"amount", "0.0500"},
                                    {"grant", nullptr}}});
}

TEST_CASE("Any text is quoted so that it reads back, or what is no UTF-8 is replaced") {
    const auto reads_back = [](const std::string& text) {
        std::string quoted;
        append_quoted(quoted, text);
        const json read = json::parse(quoted);
        const bool ascii =
            std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
        if (ascii) RC_ASSERT(read.get<std::string>() == text);
    };
    CHECK(rc::check("reads back", reads_back));
    reads_back(std::string("\0\"\\\x7f\t", 5));
}
