// An import from upload to hand-over, and everything that may be wrong with a file.
#include "integration/onboarding_imports/fixture.hpp"

using namespace tenure;
using namespace tenure::test;
using namespace std::string_literals;

namespace {

const std::string companies =
    "Nom de l'entreprise;Pays;Remarques\r\n"
    "Dubois SA;Belgique;\"deux\r\nlignes\"\r\n"
    "Maes NV;BE;\r\n";

std::string failure(Fixture& f, const std::string& file) {
    const std::string path = f.uploaded("companies", file);
    f.await(path, "refused");
    return f.read(path)["failure"]["code"];
}

}  // namespace

TEST_CASE("A file goes from upload over mapping and dry run to the target, whole and clean") {
    Fixture f;
    const std::string path = f.uploaded("companies", "\xEF\xBB\xBF" + companies);
    f.await(path, "inspected");
    const auto inspected = f.read(path);
    CHECK(inspected["format"] == nlohmann::json{{"encoding", "utf-8"},
                                                {"separator", "semicolon"},
                                                {"decimal_sign", nullptr}});
    CHECK(inspected["columns"][0] ==
          nlohmann::json{{"column", 1}, {"heading", "Nom de l'entreprise"}, {"field", "name"}});
    CHECK(inspected["columns"][1]["field"] == "country");

    REQUIRE(f.map(path).status == 202);
    f.await(path, "checked");
    const auto checked = f.read(path);
    CHECK(checked["report"]["rows"] == 2);
    CHECK(checked["report"]["clean"] == 2);
    CHECK(checked["report"]["preview"][0] ==
          nlohmann::json{
              {"row", 2}, {"name", "Dubois SA"}, {"country", "BE"}, {"notes", "deux\r\nlignes"}});
    CHECK(checked["delivery"]["applied"] == "none");
    CHECK(f.handed_over(path, "companies").empty());

    REQUIRE(f.call("PUT", path + "/delivery").status == 202);
    f.await(path, "delivered");
    CHECK(f.read(path)["delivery"] ==
          nlohmann::json{{"skip_faulty", false}, {"records", 2}, {"of", 2}, {"applied", "all"}});
    CHECK(f.handed_over(path, "companies") ==
          "{\"row\":2,\"name\":\"Dubois SA\",\"country\":\"BE\",\"notes\":\"deux\\r\\nlignes\"}\n"
          "{\"row\":3,\"name\":\"Maes NV\",\"country\":\"BE\"}\n");
    CHECK(f.service.database().query("select 1 from import_part").empty());
    CHECK(f.call("PUT", path + "/delivery").status == 202);
    CHECK(f.service.database().query("select type from event order by seq") ==
          std::vector<std::string>{"import.inspected", "import.checked", "import.delivered"});
}

TEST_CASE("Faulty rows are told with row and column, and left out only when the customer says so") {
    Fixture f;
    const std::string path =
        f.checked("companies", "name,email\nDubois,none\nMaes,maes@example.be\nClaes\n");
    const auto report = f.read(path)["report"];
    CHECK(report["faulty"] == 2);
    CHECK(report["faults_by_code"] == nlohmann::json{{"invalid_email", 1}, {"too_few_cells", 1}});
    CHECK(
        report["faults"][0] ==
        nlohmann::json{
            {"row", 2}, {"line", 2}, {"column", 2}, {"field", "email"}, {"code", "invalid_email"}});
    const auto refused = f.call("PUT", path + "/delivery");
    CHECK(refused.status == 409);
    CHECK(refused.code() == "import_has_faults");
    CHECK(refused.json()["faulty"] == 2);
    CHECK(f.call("PUT", path + "/delivery", R"({"skip_faulty":true})").status == 202);
    f.await(path, "delivered");
    CHECK(f.handed_over(path, "companies") ==
          "{\"row\":3,\"name\":\"Maes\",\"email\":\"maes@example.be\"}\n");
}

TEST_CASE("Files of other encodings, with quotes over lines, are read as they were meant") {
    Fixture f;
    const std::string path = f.checked(
        "contacts", "Nom;Pr\xE9nom\r\n\"Mb\xE9k\xE9\nfils\";Zo\xEB\r\nMaes;J\xE9r\xF4me\r\n");
    CHECK(f.read(path)["format"]["encoding"] == "windows-1252");
    CHECK(f.read(path)["report"]["preview"][0]["first_name"] == "Jérôme");
    CHECK(f.read(path)["report"]["faults"][0]["code"] == "control_character");
}

TEST_CASE("What is no CSV is refused: at once by its first bytes, or once it was read") {
    Fixture f;
    const auto made = f.create("companies", 100'000);
    const std::string path = imports + "/" + made.json()["id"].get<std::string>();
    const auto refused = f.put(path, 0, "PK\x03\x04" + std::string(99'996, 'x'));
    CHECK(refused.status == 422);
    CHECK(refused.code() == "import_not_csv");
    REQUIRE(f.call("DELETE", path).status == 200);
    CHECK(failure(f, "name\n") == "import_empty");
    CHECK(failure(f, "na\0me,email\nx,y\n"s) == "import_headings_invalid");
    CHECK(failure(f, "\n\n\n") == "import_empty");
}

TEST_CASE("A cell of ten megabytes and NUL bytes are faults of their rows") {
    Fixture f;
    const std::string path = f.checked("companies", "name,city\n" + std::string(10'000'000, 'x') +
                                                        ",Gent\nMa\0es,Gent\n"s + "Claes,Gent\n");
    const auto report = f.read(path)["report"];
    CHECK(report["clean"] == 1);
    CHECK(report["faults"][0]["code"] == "cell_too_long");
    CHECK(report["faults"][1]["code"] == "nul_character");
    CHECK(report["faults"][1]["row"] == 3);
}

TEST_CASE("An upload goes on where it stopped, whatever answers were lost") {
    Fixture f;
    const std::string file = "name,city\n" + std::string(200'000, 'x') + ",Gent\nMaes,Gent\n";
    const std::string path =
        imports + "/" + f.create("companies", file.size()).json()["id"].get<std::string>();
    CHECK(f.put(path, 0, file.substr(0, 70'000)).json()["received"] == 70'000);
    CHECK(f.put(path, 0, file.substr(0, 70'000)).json()["received"] == 70'000);
    const auto other = f.put(path, 0, std::string(70'000, 'y'));
    CHECK(other.code() == "upload_offset_mismatch");
    const auto gap = f.put(path, 100'000, file.substr(100'000, 70'000));
    CHECK(gap.status == 409);
    CHECK(gap.json()["received"] == 70'000);
    CHECK(f.put(path, 60'000, file.substr(60'000, 70'000)).code() == "upload_offset_mismatch");
    CHECK(f.put(path, 70'000, "tiny").code() == "import_part_invalid");
    CHECK(f.put(path, 70'000, "").code() == "import_part_invalid");
    CHECK(f.put(path, 70'000, file.substr(70'000) + "more").code() == "import_part_invalid");
    CHECK(f.put(path, 70'000, file.substr(70'000)).json()["state"] == "inspecting");
    CHECK(f.put(path, 70'000, file.substr(70'000)).status == 200);
    f.await(path, "inspected");
}

TEST_CASE("Imports need the package, and three modules are all of them") {
    Fixture f;
    const auto stranger = f.service.call(f.as(Role::owner, "acc_two"), "POST", imports,
                                         R"({"module":"deals","size":10})");
    CHECK(stranger.status == 409);
    CHECK(stranger.code() == "imports_not_included");
    const auto first = f.create("contacts", 10);
    CHECK(f.create("contacts", 10).code() == "import_exists");
    CHECK(f.create("companies", 10).status == 201);
    CHECK(f.create("deals", 10).status == 201);
    CHECK(f.create("products", 10).code() == "import_modules_used");
    const std::string path = imports + "/" + first.json()["id"].get<std::string>();
    CHECK(f.call("DELETE", path).json()["state"] == "cancelled");
    CHECK(f.call("DELETE", path).status == 200);
    CHECK(f.create("products", 10).status == 201);
    CHECK(f.call("GET", imports + "?limit=2").json()["data"].size() == 2);
}

TEST_CASE("Another account finds none of it") {
    Fixture f;
    const std::string path = f.uploaded("companies", companies);
    for (const auto& [method, target] : std::vector<std::pair<std::string, std::string>>{
             {"GET", path}, {"DELETE", path}, {"PUT", path + "/delivery"}}) {
        const auto answer = f.service.call(f.as(Role::owner, "acc_two"), method, target);
        CHECK(answer.status == 404);
        CHECK(answer.code() == "import_not_found");
    }
    CHECK(f.service.call(f.as(Role::owner, "acc_two"), "GET", imports).json()["data"].empty());
}

TEST_CASE("Bad requests are refused with every bad field") {
    Fixture f;
    CHECK(f.call("POST", imports, R"({"module":"cars","size":10})").status == 422);
    CHECK(f.call("POST", imports, R"({"module":"deals","size":50000001})").status == 422);
    CHECK(f.call("POST", imports, R"({"module":"deals","size":0})").status == 422);
    CHECK(f.call("POST", imports, R"({"size":"1","name":1})").json()["errors"].size() == 3);
    CHECK(f.call("GET", imports + "/imp_none").status == 404);
    const std::string path = f.uploaded("companies", companies);
    CHECK(f.call("PUT", path + "/content?offset=0", "a,b", {{"Content-Type", "application/zip"}})
              .code() == "body_type_not_accepted");
    CHECK(f.call("PUT", path + "/content", "a,b", {{"Content-Type", "text/csv"}}).status == 422);
    CHECK(
        f.call("PUT", path + "/content?offset=-1", "a,b", {{"Content-Type", "text/csv"}}).status ==
        422);
    CHECK(f.call("PUT", path + "/mapping", R"({"columns":[{"column":1,"field":"name"}]})").code() ==
          "import_not_mappable");
    f.await(path, "inspected");
    CHECK(f.call("PUT", path + "/delivery").code() == "import_not_checked");
    const auto bad =
        f.call("PUT", path + "/mapping",
               R"({"columns":[{"column":9,"field":"name"},{"column":2,"field":"x"}]})");
    CHECK(bad.status == 422);
    CHECK(bad.json()["errors"].size() == 2);
    CHECK(f.call("PUT", path + "/mapping", R"({"encoding":"ebcdic","columns":[]})").status == 422);
    CHECK(f.service.call(f.as(Role::member), "POST", imports, R"({"module":"deals","size":9})")
              .status == 403);
    CHECK(f.call("GET", "/v1/onboarding/import-modules").json()["data"].size() == 5);
}

TEST_CASE("What the customer says of the format is not questioned") {
    Fixture f;
    const std::string path = f.uploaded("products", "name,price;unit\nA,1.234;x\n");
    f.await(path, "inspected");
    REQUIRE(f.call("PUT", path + "/mapping",
                   R"({"separator":"comma","decimal_sign":"point","columns":[
                       {"column":1,"field":"name"},{"column":2,"field":"unit_price"}]})")
                .status == 202);
    f.await(path, "checked");
    CHECK(f.read(path)["columns"][1]["heading"] == "price;unit");
    CHECK(f.read(path)["report"]["faults"][0]["code"] == "invalid_number");
    REQUIRE(f.call("PUT", path + "/mapping",
                   R"({"separator":"semicolon","columns":[{"column":1,"field":"name"},
                       {"column":2,"field":"unit_price"}]})")
                .status == 202);
}
