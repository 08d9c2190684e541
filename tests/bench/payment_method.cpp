// What tests/bench/ranges.sh and collections.sh measure: one line "name value" a figure.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <pqxx/pqxx>
#include <random>
#include <string>
#include <sys/resource.h>
#include <tuple>
#include <vector>

#include "metrics/metrics.hpp"
#include "payment_method/clients/bank_files.hpp"
#include "payment_method/clients/card_ranges_file.hpp"
#include "payment_method/module.hpp"
#include "payment_method/store/sepa_book.hpp"
#include "pg/migrator.hpp"
#include "pg/pool.hpp"

using namespace tenure;
using namespace tenure::payment_method;

namespace {

using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point begin) {
    return std::chrono::duration<double>(Steady::now() - begin).count();
}

long peak_mib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

std::string padded(std::uint64_t number, std::size_t digits) {
    std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

/// A file of `count` ranges of nine digits each, with a gap behind each: the largest table.
void write_ranges(const std::string& path, std::uint64_t count) {
    std::ofstream file(path);
    file << "prefix,funding,remark\n";
    const char* fundings[] = {"credit", "debit", "prepaid"};
    for (std::uint64_t i = 0; i < count; ++i)
        file << padded(400000000 + 2 * i, 9) << ',' << fundings[i % 3] << ",\n";
}

int measure_ranges(const std::string& path, std::uint64_t count) {
    write_ranges(path, count);
    const auto begin = Steady::now();
    const Result<CardRanges> ranges = load_card_ranges(path);
    if (!ranges.ok()) {
        std::cerr << ranges.error().detail << "\n";
        return 1;
    }
    std::printf("load_s %.2f\nbytes %zu\npeak_mib %ld\n", seconds_since(begin), ranges->bytes(),
                peak_mib());
    std::mt19937_64 random(1);
    std::vector<std::string> numbers;
    constexpr std::size_t look_ups = 1'000'000;
    for (std::size_t i = 0; i < look_ups; ++i)
        numbers.push_back(padded(400000000 + random() % (2 * count), 9) +
                          padded(random() % 10000000, 7));
    std::size_t prepaid = 0;
    const std::clock_t started = std::clock();  // of this process: machines are shared
    for (const std::string& number : numbers)
        prepaid += ranges->funding_of(number) == Funding::prepaid ? 1 : 0;
    std::printf("look_up_ns %.0f\nprepaid %zu\n",
                static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC * 1e9 / look_ups,
                prepaid);
    return 0;
}

/// `count` mandates with a debit each that is due.
void fill(const std::string& url, const Sealer& sealer, std::uint64_t count) {
    pqxx::connection connection(url);
    pqxx::work tx(connection);
    tx.exec("truncate sepa.collection, sepa.account, sepa.batch, sepa.file");
    pqxx::stream_to accounts(tx, "sepa.account",
                             std::vector<std::string>{"token", "sealed_iban", "holder",
                                                      "mandate_reference", "signed_on", "scheme"});
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string token = "iba_" + padded(i, 8);
        accounts << std::make_tuple(token, sealer.seal("BE68539007547034", token),
                                    std::string("Exemple SRL"), "MND" + padded(i, 8),
                                    std::string("2026-11-01"), std::string("core"));
    }
    accounts.complete();
    tx.exec(
        "insert into sepa.collection (account_id, payment_id, end_to_end_id, token, cents, "
        "description, requested_on, status) select 'acc_' || token, 'pay_' || token, "
        "upper(replace(token, '_', '')), token, 6000, 'Invoice 2026-000001', '2026-12-07', "
        "'waiting' from sepa.account");
    tx.commit();
    pqxx::nontransaction analysis(connection);
    analysis.exec("analyze sepa.collection, sepa.account");
}

int measure_collections(const std::string& url, const std::string& folder, std::uint64_t count) {
    pg::migrate(url, service().migrations);
    const Sealer sealer(std::string(32, 'k'));
    fill(url, sealer, count);
    metrics::Registry metrics;
    pg::Pool pool(url, {}, metrics);
    const auto book = make_sepa_book(pool);
    const Creditor creditor{CreditorIdentifier::parse("BE81ZZZ0123456749").value(),
                            "Tenure Demo SA",
                            "Rue 1",
                            "1000",
                            "Bruxelles",
                            "BE"};
    const CollectionAccount account{creditor, Iban::parse("BE68539007547034").value(), {}};
    const auto files = make_bank_files(sealer, {folder, Pain008Version::v08, account});
    Collections collections(book.get(), files.get(), TimeZone::find("Europe/Brussels").value(), 5);
    const long before = peak_mib();
    const auto begin = Steady::now();
    const auto file = collections.collect(parse_timestamp("2026-12-01T09:00:00Z").value());
    if (!file.ok()) {
        std::cerr << file.error().detail << "\n";
        return 1;
    }
    std::printf("seconds %.2f\npeak_mib %ld\nbefore_mib %ld\nfile %s/%s.xml\n",
                seconds_since(begin), peak_mib(), before, folder.c_str(), file->message_id.c_str());
    return file->debits == static_cast<std::int64_t>(count) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 3 && words[0] == "ranges")
        return measure_ranges(words[1], std::stoull(words[2]));
    if (words.size() == 4 && words[0] == "collections")
        return measure_collections(words[1], words[2], std::stoull(words[3]));
    std::cerr << "ranges FILE COUNT | collections DATABASE-URL FOLDER COUNT\n";
    return 2;
}
