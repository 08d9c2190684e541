#include "e2e/imports_journey.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "e2e/steps.hpp"

namespace tenure::e2e {

namespace {

using nlohmann::json;

const std::string imports = "/v1/onboarding/imports";

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

json begin(Tenant& tenant, const std::string& module, std::size_t size) {
    json import;
    await_that("the package is paid", [&] {
        const auto answer = tenant.send("POST", imports, {{"module", module}, {"size", size}});
        import = answer.json();
        return answer.status == 201;
    });
    return import;
}

}  // namespace

void go_through_imports(System& system, Tenant& tenant) {
    const std::string file = "Nom;Pays;Notes\r\nDubois SA;Belgique;\"a\r\nb\"\r\nMaes NV;Mars;\r\n";
    CHECK(tenant.get("/v1/onboarding/import-modules")["data"].size() == 5);
    const json import = begin(tenant, "companies", file.size());
    const std::string id = import["id"];
    const std::string path = imports + "/" + id;
    const auto state_is = [&](const std::string& state) {
        await_that("the import is " + state, [&] { return tenant.get(path)["state"] == state; });
    };
    const auto part = system.call(tenant.owner(), "PUT", path + "/content?offset=0", file,
                                  {{"Content-Type", "text/csv"}});
    REQUIRE(part.status == 200);
    state_is("inspected");
    const json columns = {{{"column", 1}, {"field", "name"}},
                          {{"column", 2}, {"field", "country"}},
                          {{"column", 3}, {"field", "notes"}}};
    tenant.put(path + "/mapping", {{"columns", columns}}, 202);
    state_is("checked");
    const json report = tenant.get(path)["report"];
    CHECK(report["clean"] == 1);
    CHECK(report["faults"][0]["row"] == 3);
    CHECK(report["faults"][0]["line"] == 4);
    CHECK(report["faults"][0]["code"] == "unknown_country");
    CHECK(tenant.send("PUT", path + "/delivery").code() == "import_has_faults");
    tenant.put(path + "/delivery", {{"skip_faulty", true}}, 202);
    state_is("delivered");
    const std::string handed_over = text_of(
        system.path_of("imports") + "/" + tenant.owner().account + "/" + id + ".companies.ndjson");
    CHECK(json::parse(handed_over) ==
          json{{"row", 2}, {"name", "Dubois SA"}, {"country", "BE"}, {"notes", "a\r\nb"}});
    const std::string other = imports + "/" + begin(tenant, "deals", 10)["id"].get<std::string>();
    CHECK(tenant.remove(other)["state"] == "cancelled");
    CHECK(tenant.get(imports)["data"].size() == 2);
}

}  // namespace tenure::e2e
