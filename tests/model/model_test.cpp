// Random lives of accounts, at the real services and in the model: after each step both agree.
//
// TENURE_MODEL_SEED=<number>       repeats a run (each test prints its seed)
// TENURE_MODEL_SEQUENCES=<number>  of each shard, if not said 500, under a sanitizer 50
// TENURE_MODEL_REPLAY="<steps>"    runs one sequence, as a failure prints it
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <random>

#include "model/generator.hpp"
#include "model/runner.hpp"

using namespace tenure;
using namespace tenure::model;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t usual_sequences = 50;
#else
constexpr std::uint64_t usual_sequences = 500;
#endif

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::uint64_t number_of(const char* name, std::uint64_t fallback) {
    const std::string text = variable(name);
    return text.empty() ? fallback : std::stoull(text);
}

std::string report(const Failure& failure) {
    return failure.what + "\nRepeat with\nTENURE_MODEL_REPLAY=\"" + text_of(failure.sequence) +
           "\"";
}

void run_shard(std::uint64_t shard) {
    House house;
    Runner runner(house);
    if (const std::string steps = variable("TENURE_MODEL_REPLAY"); !steps.empty()) {
        const auto sequence = parse_sequence(steps);
        REQUIRE(sequence);
        const auto failure = runner.run(*sequence);
        if (failure) FAIL(report(*failure));
        return;
    }
    const std::uint64_t seed = number_of("TENURE_MODEL_SEED", std::random_device{}());
    const std::uint64_t sequences = number_of("TENURE_MODEL_SEQUENCES", usual_sequences);
    std::cout << "TENURE_MODEL_SEED=" << seed << ", " << sequences << " sequences" << std::endl;
    for (std::uint64_t i = 0; i < sequences; ++i) {
        const Sequence sequence = random_sequence(seed * 1'000'003 + shard * 100'000 + i);
        const auto failure = runner.run(sequence);
        if (!failure) continue;
        // Not through Catch2, which would break the lines of what is to be copied.
        std::cout << "before shrinking: " << report(*failure)
                  << "\n\nafter shrinking: " << report(runner.shrink(*failure)) << std::endl;
        FAIL("seed " << seed << ", sequence " << i);
    }
    CHECK(house.billing
              .query("select count(*) from invoice_number "
                     "where last <> (select count(*) from invoice i where i.number like "
                     "year || '-%')")
              .at(0) == "0");
}

}  // namespace

TEST_CASE("Any life of an account is as the model says: first quarter of the seeds") {
    run_shard(0);
}
TEST_CASE("Any life of an account is as the model says: second quarter of the seeds") {
    run_shard(1);
}
TEST_CASE("Any life of an account is as the model says: third quarter of the seeds") {
    run_shard(2);
}
TEST_CASE("Any life of an account is as the model says: last quarter of the seeds") {
    run_shard(3);
}
