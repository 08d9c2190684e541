// The checkers themselves, on small inputs: each must be able to fail.
#include <catch2/catch.hpp>

#include "tidy/api.hpp"
#include "tidy/error_codes.hpp"
#include "tidy/includes.hpp"
#include "tidy/lengths.hpp"
#include "tidy/lexer.hpp"
#include "tidy/migrations.hpp"
#include "tidy/wording.hpp"

using namespace tenure::tidy;

namespace {

/// What is wrong with a file that includes one header; "" when nothing is.
std::string include_from(const std::string& path, const std::string& header) {
    const Violations found = check_includes({path, "// head\n#include " + header + "\n"});
    return found.empty() ? "" : std::to_string(found.front().line) + " " + found.front().what;
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

std::string codes_in(const std::string& code) {
    std::string all;
    for (const CodeUse& use : codes_of({"a.cpp", code})) all += use.code + " ";
    return all;
}

}  // namespace

TEST_CASE("The domain includes the standard library and itself, and nothing else") {
    CHECK(include_from("libs/domain/money.cpp", "<vector>").empty());
    CHECK(include_from("libs/domain/money.cpp", "\"domain/money.hpp\"").empty());
    CHECK(include_from("libs/domain/time_zone.cpp", "<date/tz.h>").empty());
    CHECK(include_from("libs/domain/money.cpp", "<date/tz.h>") == "2 may not include date/tz.h");
    CHECK(include_from("libs/domain/money.cpp", "<unistd.h>") == "2 may not include unistd.h");
    CHECK_FALSE(include_from("libs/domain/money.cpp", "\"json/reader.hpp\"").empty());
}

TEST_CASE("A service's layers know only those below them") {
    CHECK(include_from("services/billing/app/service.cpp", "\"billing/domain/vat.hpp\"").empty());
    CHECK_FALSE(
        include_from("services/billing/domain/vat.cpp", "\"billing/app/ports.hpp\"").empty());
    CHECK_FALSE(include_from("services/billing/app/service.cpp", "\"pg/pool.hpp\"").empty());
    CHECK_FALSE(include_from("services/billing/app/service.cpp", "\"http/message.hpp\"").empty());
    CHECK_FALSE(
        include_from("services/billing/http/routes.cpp", "\"billing/store/a.hpp\"").empty());
    CHECK_FALSE(include_from("services/billing/store/store.cpp", "\"json/writer.hpp\"").empty());
    CHECK_FALSE(include_from("services/billing/store/a.cpp", "\"billing/clients/a.hpp\"").empty());
    CHECK(include_from("services/billing/module.cpp", "\"billing/store/store.hpp\"").empty());
}

TEST_CASE("No service includes another") {
    for (const std::string file : {"module.cpp", "app/a.cpp", "http/a.cpp", "store/a.cpp"}) {
        CAPTURE(file);
        CHECK_FALSE(include_from("services/billing/" + file, "\"wallet/app/ports.hpp\"").empty());
    }
    CHECK_FALSE(include_from("services/gateway/main.cpp", "\"billing/app/ports.hpp\"").empty());
}

TEST_CASE("Libraries know those that they may") {
    CHECK(include_from("libs/http/server.cpp", "\"log/log.hpp\"").empty());
    CHECK_FALSE(include_from("libs/json/reader.cpp", "\"log/log.hpp\"").empty());
    CHECK_FALSE(include_from("libs/pg/pool.cpp", "\"http/message.hpp\"").empty());
    CHECK_FALSE(include_from("libs/runtime/runtime.cpp", "\"testkit/process.hpp\"").empty());
    CHECK(include_from("libs/new/a.cpp", "<vector>") == "0 a file where no layer lies");
}

TEST_CASE("Third parties stay where they belong") {
    CHECK(include_from("libs/http/server.cpp", "<pistache/endpoint.h>").empty());
    CHECK_FALSE(include_from("libs/http/server.hpp", "<pistache/endpoint.h>").empty());
    CHECK_FALSE(include_from("services/billing/module.cpp", "<pistache/endpoint.h>").empty());
    CHECK(include_from("services/billing/store/store.cpp", "<pqxx/pqxx>").empty());
    CHECK_FALSE(include_from("services/billing/store/store.hpp", "<pqxx/pqxx>").empty());
    CHECK(include_from("services/billing/http/dto.cpp", "<nlohmann/json.hpp>").empty());
    CHECK_FALSE(include_from("services/billing/http/routes.cpp", "<nlohmann/json.hpp>").empty());
    CHECK(include_from("libs/http/client.cpp", "<boost/asio.hpp>").empty());
    CHECK_FALSE(include_from("libs/http/server.cpp", "<boost/asio.hpp>").empty());
    CHECK_FALSE(include_from("services/billing/app/a.cpp", "<pugixml.hpp>").empty());
    CHECK(include_from("libs/https/https.cpp", "<curl/curl.h>").empty());
    CHECK_FALSE(include_from("services/billing/clients/a.cpp", "<curl/curl.h>").empty());
}

TEST_CASE("A file of 401 lines and a line of 101 columns are too long") {
    CHECK(check_lengths({"a.cpp", repeated("x;\n", 400)}).empty());
    CHECK(check_lengths({"a.cpp", repeated("x;\n", 401)}).size() == 1);
    CHECK(check_lengths({"a.cpp", std::string(100, 'x') + "\n"}).empty());
    CHECK(check_lengths({"a.cpp", std::string(101, 'x')}).front().line == 1);
    CHECK(check_lengths({"a.cpp", repeated("é", 100)}).empty());
}

TEST_CASE("A function of 71 lines is too long, wherever it stands") {
    const auto function = [](int statements) {
        return "int f(int a) {\n" + repeated("    ++a;\n", statements) + "}\n";
    };
    CHECK(check_functions({"a.cpp", function(68)}).empty());
    CHECK(check_functions({"a.cpp", function(69)}).size() == 1);
    CHECK(check_functions({"a.cpp", "namespace a {\n" + function(69) + "}\n"}).front().line == 2);
    CHECK(check_functions({"a.cpp", "struct A : B {\n" + function(69) + "};\n"}).size() == 1);
    CHECK(check_functions({"a.cpp", "TEST_CASE(\"a\") {\n" + repeated("x;\n", 69) + "}"}).size() ==
          1);
}

TEST_CASE("Braces of lists, of initialisers, in texts and in comments are no functions") {
    const std::string lines = repeated("    {1, f(2)},\n", 80);
    CHECK(check_functions({"a.cpp", "constexpr Row rows[] = {\n" + lines + "};\n"}).empty());
    CHECK(check_functions({"a.cpp", "class A {\n" + repeated("  int f();\n", 80) + "};"}).empty());
    const std::string body = repeated("x;\n", 60);
    CHECK(check_functions({"a.cpp", "f() {\n// {\ng(\"{\", '{', R\"({)\");\n" + body +
                                        "}\nh() {\n" + body + "}\n"})
              .empty());
    const std::string constructor = "A::A() : a_{1}, b_{2} {\n" + repeated("x;\n", 70) + "}\n";
    CHECK(check_functions({"a.cpp", constructor}).size() == 1);
}

TEST_CASE("Notes of unfinished work and std::regex are found") {
    CHECK(check_wording({"a.cpp", "int a;\n"}).empty());
    CHECK(check_wording({"a.cpp", std::string("// TO") + "DO: later\n"}).front().line == 1);
    CHECK(check_wording({"a.cpp", "\n\nstd::regex r;"}).front().line == 3);
    CHECK(check_wording({"a.cpp", "// std::regex is not for input\n"}).empty());
    CHECK(check_wording({"a.cpp", "TEST_CASE(\"One, two\") {}"}).empty());
    CHECK(check_wording({"a.cpp", "TEST_CASE(\"One; two\") {}"}).front().line == 1);
}

TEST_CASE("Codes are found in every form in which an error is made") {
    CHECK(codes_in("return Error{ErrorKind::invalid,\n \"bad_a\", \"a text\"};") == "bad_a ");
    CHECK(codes_in("Error{ErrorKind::conflict, late ? \"a_late\" : \"a_stale\", t}") ==
          "a_late a_stale ");
    CHECK(codes_in("body.reject(\"zone\", \"bad_b\", \"no zone\");") == "bad_b ");
    CHECK(codes_in("errors.push_back({path, \"bad_c\", \"a text\"});") == "bad_c ");
    CHECK(codes_in("return {{\"/card\", \"bad_d\", \"a text\"}};") == "bad_d ");
    const std::string no = "Error no(std::string at, std::string code);";
    CHECK(codes_in(no + "x = no(\"at\", \"bad_e\");") == "bad_e ");
    CHECK(codes_in("Error no(std::string member); x = no(\"member\");").empty());
    CHECK(codes_in("return ChargeOutcome::failure(\"bad_f\");") == "bad_f ");
    CHECK(codes_in("return Decline{\"bad_g\", \"\"};") == "bad_g ");
    CHECK(codes_in("const FieldError e{\"\", \"bad_h\", \"text\"};") == "bad_h ");
    CHECK(codes_in("// ErrorKind::invalid, \"bad_i\"\n").empty());
    CHECK(codes_in("KindRow{ErrorKind::invalid, {\"titre\"}}").empty());
}

TEST_CASE("A code that is not listed, or with another status, is a violation") {
    const auto listed = listed_codes("| code | status |\n|---|---|\n| `bad_a` | 409 | m | w |\n");
    const auto statuses = statuses_of("    conflict,   // 409: no\n    invalid,  // 422\n");
    const auto found = [&](const std::string& code) {
        return check_codes(codes_of({"a.cpp", code}), listed, statuses).size();
    };
    CHECK(found("Error{ErrorKind::conflict, \"bad_a\", t}") == 0);
    CHECK(found("Error{ErrorKind::invalid, \"bad_a\", t}") == 1);
    CHECK(found("Error{ErrorKind::conflict, \"bad_b\", t}") == 1);
    CHECK(check_listed({{"a.cpp", "f(\"bad_a\");"}}, listed).empty());
    CHECK(check_listed({{"a.cpp", "f(\"bad_b\");"}}, listed).size() == 1);
}

TEST_CASE("Migrations with a gap, twice the same number or another name are violations") {
    CHECK(check_migrations({"a/0001_first.sql", "a/0002_second.sql", "b/0001_first.sql"}).empty());
    CHECK(check_migrations({"a/0001_first.sql", "a/0003_third.sql"}).size() == 1);
    CHECK(check_migrations({"a/0001_first.sql", "a/0001_other.sql"}).size() == 1);
    CHECK(check_migrations({"a/0002_first.sql"}).size() == 1);
    CHECK(check_migrations({"a/1_first.sql"}).size() == 1);
    CHECK(check_migrations({"a/0001-first.sql"}).size() == 1);
    CHECK(check_migrations({"a/0001_.sql"}).size() == 1);
}

TEST_CASE("An operation that is routed and not described, or described and not routed, is found") {
    const Operations routes =
        routed({"routes.cpp",
                "const char* a = \"/v1/a\"; return {{Method::get, a, x, f}, {Method::delete_,"
                "\n\"/v1/a/{id}\", allow::x, f}, {Method::get, \"/internal/v1/b\", x, f}};"});
    const Operations descriptions =
        described({"a.yaml",
                   "paths:\n  /v1/a:\n    get: {}\n    post: {}\n    parameters: []\n"
                   "  /openapi.json:\n    get: {}\n"});
    CHECK(routes.size() == 2);
    CHECK(routed({"session.cpp", "if (head.path == \"/v1/overview\") f();"}) ==
          Operations{{"GET /v1/overview", "session.cpp"}});
    CHECK(descriptions.size() == 2);
    const Violations found = check_operations(routes, descriptions);
    REQUIRE(found.size() == 2);
    CHECK(found[0].what == "DELETE /v1/a/{id} is not described");
    CHECK(found[1].what == "POST /v1/a has no route");
}

TEST_CASE("The lexer keeps texts whole and counts lines") {
    const std::vector<Token> tokens =
        tokens_of("a /* b\n*/ \"c\\\"d\" R\"x(e)\"f)x\" 1'000 ';'\n#x \\\n y\nz");
    REQUIRE(tokens.size() == 6);
    CHECK(tokens[1].text == "c\\\"d");
    CHECK(tokens[2].text == "e)\"f");
    CHECK(tokens[3] == "1'000");
    CHECK(tokens[5] == "z");
    CHECK(tokens[5].line == 5);
}

TEST_CASE("Of the sellers' libraries each layer sees its own part") {
    CHECK(include_from("services/subscription/app/service.hpp", "\"selling/flow.hpp\"").empty());
    CHECK(include_from("services/subscription/http/dto.cpp", "\"selling_http/change_json.hpp\"")
              .empty());
    CHECK(include_from("services/subscription/store/store.cpp", "\"selling_pg/seller_tables.hpp\"")
              .empty());
    CHECK(include_from("services/subscription/module.cpp", "\"selling_pg/seller_tables.hpp\"")
              .empty());
    CHECK_FALSE(include_from("services/subscription/app/a.cpp", "\"selling_pg/seller_tables.hpp\"")
                    .empty());
    CHECK_FALSE(
        include_from("services/subscription/store/a.cpp", "\"selling_http/a.hpp\"").empty());
    CHECK_FALSE(include_from("libs/selling/flow.cpp", "\"selling_http/a.hpp\"").empty());
    CHECK_FALSE(include_from("libs/selling/flow.cpp", "<nlohmann/json.hpp>").empty());
}

TEST_CASE("Roles of a description are held against its route's") {
    const Access routed =
        routed_access({"routes.cpp", "{Method::get, \"/v1/a\", allow::admins, bound(get_a)},"});
    REQUIRE(routed.size() == 1);
    const auto described = [](const std::string& roles) {
        return described_access({"a.yaml", "paths: {/v1/a: {get: {x-roles: [" + roles + "]}}}"});
    };
    CHECK(check_access(routed, described("owner, admin, operator")).empty());
    CHECK(check_access(routed, described("owner, admin")).size() == 1);
    CHECK(check_access(routed, described("owner, admin, operator, member")).size() == 1);
}
