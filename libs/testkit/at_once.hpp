#pragma once
// Tests only: the same call from many threads at the same moment.

#include <latch>
#include <thread>
#include <type_traits>
#include <vector>

namespace tenure::testkit {

/// What each call gave, by its number. No thread begins before all are there.
template <class Call>
std::vector<std::invoke_result_t<Call&, int>> at_once(int threads, Call call) {
    std::vector<std::invoke_result_t<Call&, int>> results(static_cast<std::size_t>(threads));
    std::latch ready(threads);
    std::vector<std::jthread> running;
    for (int index = 0; index < threads; ++index)
        running.emplace_back([&, index] {
            ready.arrive_and_wait();
            results[static_cast<std::size_t>(index)] = call(index);
        });
    running.clear();
    return results;
}

}  // namespace tenure::testkit
