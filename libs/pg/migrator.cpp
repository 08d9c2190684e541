// Applies migrations: numbered files, each in one transaction, recorded with its checksum.

#include "pg/migrator.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <openssl/sha.h>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "domain/unavailable.hpp"
#include "embedded/pg_migrations.hpp"
#include "log/log.hpp"
#include "pg/connection_string.hpp"

namespace tenure::pg {

namespace {

/// "tenure" in ASCII: the advisory lock that every migrating process takes.
constexpr auto lock_key = "127970252485221";

constexpr auto create_table =
    "create table if not exists migration ("
    " component text not null,"
    " number integer not null,"
    " name text not null,"
    " checksum text not null,"
    " applied_at timestamptz not null default now(),"
    " primary key (component, number))";

std::string sha256(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : digest) hex.append({digits[byte >> 4], digits[byte & 15]});
    return hex;
}

/// The NNNN of "NNNN_name.sql".
int number_of(std::string_view name) {
    int number = 0;
    const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc() || stop != name.data() + 4 || !name.substr(4).starts_with('_'))
        throw std::runtime_error("migration " + std::string(name) + " is not named NNNN_name.sql");
    return number;
}

std::vector<EmbeddedFile> in_order(const MigrationSet& set) {
    std::vector<EmbeddedFile> files = set.files;
    std::sort(files.begin(), files.end(),
              [](const EmbeddedFile& a, const EmbeddedFile& b) { return a.name < b.name; });
    int expected = 1;
    for (const EmbeddedFile& file : files)
        if (number_of(file.name) != expected++)
            throw std::runtime_error("migrations of " + set.component +
                                     " are not numbered 1, 2, 3… at " + std::string(file.name));
    return files;
}

void apply(pqxx::connection& connection, const std::string& component, int number,
           const EmbeddedFile& file) {
    pqxx::work work(connection);
    work.exec(std::string(file.content));
    work.exec_params(
        "insert into migration (component, number, name, checksum) values ($1, $2, $3, $4)",
        component, number, std::string(file.name), sha256(file.content));
    work.commit();
    log::info("migrated", {{"component", std::string_view(component)}, {"file", file.name}});
}

void check_applied(const std::string& component, const EmbeddedFile& file, const pqxx::row& row) {
    if (row["checksum"].as<std::string>() == sha256(file.content)) return;
    throw std::runtime_error("migration " + component + "/" + std::string(file.name) +
                             " was applied with other content (as " +
                             row["name"].as<std::string>() + "): applied migrations never change");
}

void migrate_set(pqxx::connection& connection, const MigrationSet& set) {
    const std::vector<EmbeddedFile> files = in_order(set);
    const pqxx::result applied =
        pqxx::nontransaction(connection)
            .exec_params(
                "select name, checksum from migration where component = $1 order by number",
                set.component);
    const auto applied_count = static_cast<std::size_t>(applied.size());
    if (applied_count > files.size())
        throw std::runtime_error("the database is newer than this program: it has migration " +
                                 set.component + "/" + applied.back()["name"].as<std::string>());
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (i < applied_count)
            check_applied(set.component, files[i],
                          applied[static_cast<pqxx::result::size_type>(i)]);
        else
            apply(connection, set.component, static_cast<int>(i) + 1, files[i]);
    }
}

void check_components(pqxx::connection& connection, const std::vector<MigrationSet>& sets) {
    const pqxx::result rows =
        pqxx::nontransaction(connection).exec("select distinct component from migration");
    for (const pqxx::row& row : rows) {
        const auto component = row[0].as<std::string>();
        const bool known = std::any_of(sets.begin(), sets.end(), [&](const MigrationSet& set) {
            return set.component == component;
        });
        if (!known)
            throw std::runtime_error("the database holds tables of " + component +
                                     ", which this program does not know: another service's "
                                     "database, or one newer than this program");
    }
}

void migrate_all(const std::string& url, const std::vector<MigrationSet>& sets) {
    pqxx::connection connection(url);
    pqxx::nontransaction(connection).exec("set client_min_messages = warning");
    // Held until the connection closes; a second process waits here and then finds all applied.
    pqxx::nontransaction(connection).exec("select pg_advisory_lock(" + std::string(lock_key) + ")");
    pqxx::nontransaction(connection).exec(create_table);
    check_components(connection, sets);
    for (const MigrationSet& set : sets) migrate_set(connection, set);
}

}  // namespace

void migrate(const std::string& url, const std::vector<MigrationSet>& sets) {
    std::vector<MigrationSet> all = {{"pg", pg_migrations::files()}};
    all.insert(all.end(), sets.begin(), sets.end());
    const std::string bounded =
        has_option(url, "connect_timeout") ? url : with_option(url, "connect_timeout", "5");
    try {
        migrate_all(bounded, all);
    } catch (const pqxx::broken_connection& error) {
        throw Unavailable(error.what());
    } catch (const pqxx::failure& error) {
        throw std::runtime_error(std::string("migration failed: ") + error.what());
    }
}

}  // namespace tenure::pg
