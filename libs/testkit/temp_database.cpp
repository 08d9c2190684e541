// Creates and drops databases for tests.

#include "testkit/temp_database.hpp"

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <pqxx/pqxx>
#include <random>
#include <stdexcept>
#include <unistd.h>

#include "pg/connection_string.hpp"

namespace tenure::testkit {

namespace {

std::string cluster_url() {
    const char* const url = std::getenv("TENURE_TEST_DATABASE_URL");
    if (url == nullptr || *url == '\0')
        throw std::runtime_error(
            "TENURE_TEST_DATABASE_URL is not set: it names the PostgreSQL cluster in which tests "
            "make their databases (`./tenure test` starts one and sets it)");
    return url;
}

std::string new_name() {
    static std::atomic<int> counter{0};
    return "tenure_test_" + std::to_string(getpid()) + "_" + std::to_string(++counter) + "_" +
           std::to_string(std::random_device{}());
}

pqxx::result run(const std::string& url, const std::string& sql) {
    pqxx::connection connection(url);
    return pqxx::nontransaction(connection).exec(sql);
}

}  // namespace

TempDatabase::TempDatabase(const std::vector<pg::MigrationSet>& migrations)
    : name_(new_name()), url_(pg::with_option(cluster_url(), "dbname", name_)) {
    // template0, since nobody can be connected to it; C.UTF-8 as in production.
    run(cluster_url(),
        "create database " + name_ + " template template0 encoding 'UTF8' locale 'C.UTF-8'");
    pg::migrate(url_, migrations);
}

TempDatabase::~TempDatabase() {
    try {
        run(cluster_url(), "drop database if exists " + name_ + " with (force)");
    } catch (const std::exception& error) {
        std::cerr << "could not drop " << name_ << ": " << error.what() << '\n';
    }
}

std::vector<std::string> TempDatabase::query(const std::string& sql) const {
    std::vector<std::string> texts;
    for (const pqxx::row& row : run(url_, sql)) texts.emplace_back(row[0].c_str());
    return texts;
}

}  // namespace tenure::testkit
