// The rules of the code, held against every file of the repository.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tidy/api.hpp"
#include "tidy/error_codes.hpp"
#include "tidy/includes.hpp"
#include "tidy/lengths.hpp"
#include "tidy/migrations.hpp"
#include "tidy/source.hpp"
#include "tidy/wording.hpp"

using namespace tenure::tidy;

namespace {

const std::string root = TENURE_SOURCE_DIR;

Violations of_every_file(Violations (*check)(const SourceFile&)) {
    const std::vector<SourceFile> files = source_files(root);
    REQUIRE(files.size() > 100);
    Violations all;
    for (const SourceFile& file : files) {
        const Violations found = check(file);
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

/// The code that customers and services meet; tests and their kit make no errors of the product.
std::vector<SourceFile> product_files() {
    std::vector<SourceFile> files = files_below(root, {"libs", "services"}, {".cpp", ".hpp"});
    std::erase_if(files, [](const auto& file) { return file.path.starts_with("libs/testkit/"); });
    return files;
}

}  // namespace

TEST_CASE("Every layer includes only what it may") {
    const Violations found = of_every_file(check_includes);
    INFO(report(found));
    CHECK(found.empty());
}

TEST_CASE("Files and lines are not too long") {
    const Violations found = of_every_file(check_lengths);
    INFO(report(found));
    CHECK(found.empty());
}

TEST_CASE("Functions are not too long") {
    const Violations found = of_every_file(check_functions);
    INFO(report(found));
    CHECK(found.empty());
}

TEST_CASE("No unfinished work and no std::regex stands in the code") {
    const Violations found = of_every_file(check_wording);
    INFO(report(found));
    CHECK(found.empty());
}

TEST_CASE("Every error code is listed in errors.md, with its status") {
    const auto listed = listed_codes(read_file(root + "/proto-docs/errors.md"));
    const auto statuses = statuses_of(read_file(root + "/libs/domain/error.hpp"));
    REQUIRE(listed.size() > 50);
    REQUIRE(statuses.size() >= 17);
    std::vector<CodeUse> uses;
    for (const SourceFile& file : product_files()) {
        const std::vector<CodeUse> found = codes_of(file);
        uses.insert(uses.end(), found.begin(), found.end());
    }
    REQUIRE(uses.size() > 100);
    const Violations found = check_codes(uses, listed, statuses);
    INFO(report(found));
    CHECK(found.empty());
}

TEST_CASE("Every code that errors.md lists is made somewhere") {
    const auto listed = listed_codes(read_file(root + "/proto-docs/errors.md"));
    const Violations found = check_listed(product_files(), listed);
    INFO(report(found));
    CHECK(found.empty());
}

TEST_CASE("Migrations are numbered without a gap") {
    std::vector<std::string> paths;
    for (const SourceFile& file : files_below(root, {"libs", "services"}, {".sql"}))
        paths.push_back(file.path);
    REQUIRE(paths.size() >= 4);
    const Violations found = check_migrations(paths);
    INFO(report(found));
    CHECK(found.empty());
}

TEST_CASE("Every public operation is described, and every described one has a route") {
    Operations routes;
    for (const SourceFile& file : product_files())
        if (file.path.starts_with("services/")) routes.merge(routed(file));
    Operations descriptions;
    for (const SourceFile& file : files_below(root, {"proto-docs/openapi"}, {".yaml"}))
        descriptions.merge(described(file));
    REQUIRE(routes.size() >= 15);
    const Violations found = check_operations(routes, descriptions);
    INFO(report(found));
    CHECK(found.empty());
}

TEST_CASE("Every description names the roles that its route lets in") {
    Access routes;
    for (const SourceFile& file : product_files())
        if (file.path.starts_with("services/")) routes.merge(routed_access(file));
    Access descriptions;
    for (const SourceFile& file : files_below(root, {"proto-docs/openapi"}, {".yaml"}))
        descriptions.merge(described_access(file));
    REQUIRE(routes.size() >= 40);
    const Violations found = check_access(routes, descriptions);
    INFO(report(found));
    CHECK(found.empty());
}
