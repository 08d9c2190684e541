#include "model/runner.hpp"

#include <algorithm>

namespace tenure::model {

namespace {

/// A shrinking that takes too long is worse than a long sequence.
constexpr int most_attempts = 400;

std::string join(const Answers& answers) {
    std::string text;
    for (const std::string& one : answers) text += (text.empty() ? "" : " or ") + one;
    return text;
}

struct Difference {
    std::string names, text;
};

/// What the product shows otherwise than the model.
Difference difference(const View& expected, const View& actual) {
    const auto value = [](const View& view, const std::string& name) {
        const auto found = view.find(name);
        return found == view.end() ? std::string("(nothing)") : found->second;
    };
    View all = expected;
    all.insert(actual.begin(), actual.end());
    Difference found;
    for (const auto& [name, ignored] : all) {
        if (value(expected, name) == value(actual, name)) continue;
        found.names += name + " ";
        found.text += "\n  " + name + ":\n    expected " + value(expected, name) +
                      "\n    got      " + value(actual, name);
    }
    return found;
}

/// Shorter or simpler sequences, the boldest first.
std::vector<Sequence> simpler(const Sequence& sequence) {
    std::vector<Sequence> all;
    for (std::size_t size = sequence.size() / 2; size >= 1; size /= 2)
        for (std::size_t from = 1; from + size <= sequence.size(); from += size) {
            Sequence shorter = sequence;
            const auto first = shorter.begin() + static_cast<std::ptrdiff_t>(from);
            shorter.erase(first, first + static_cast<std::ptrdiff_t>(size));
            all.push_back(std::move(shorter));
        }
    for (std::size_t i = 0; i < sequence.size(); ++i)
        for (int Operation::*const number : {&Operation::a, &Operation::b, &Operation::c})
            for (const int lower : {0, 1, sequence[i].*number / 2, sequence[i].*number - 1}) {
                if (lower < least(sequence[i].verb).*number) continue;
                if (lower >= sequence[i].*number) continue;
                all.push_back(sequence);
                all.back()[i].*number = lower;
            }
    return all;
}

View with_events(View view, const std::vector<std::string>& events) {
    for (const std::string& event : events) view["events"] += event + " ";
    return view;
}

}  // namespace

Runner::Runner(House& house) : house_(house), catalogue_(load_catalogue()) {}

std::optional<Failure> Runner::run(const Sequence& sequence) {
    if (sequence.empty() || sequence[0].verb != Verb::begin)
        return Failure{sequence, "no begin", ""};
    const auto place = static_cast<Place>(sequence[0].a % places);
    const Instant now =
        start_of(place, day_of({2027, 1, 1}).plus(sequence[0].b)) + sequence[0].c % 1440 * minute;
    Account account(catalogue_, place, now);
    Customer customer(house_, "acc_" + std::to_string(++accounts_), place, now);
    for (std::size_t i = 1; i < sequence.size(); ++i) {
        const Operation& step = sequence[i];
        const Answers allowed = account.answers(step);
        const std::string answer = customer.perform(step, account.target_of(step));
        Difference wrong;
        if (!allowed.contains(answer)) {
            wrong = {"answer " + answer, "\n  answered " + answer + ", expected " + join(allowed)};
        } else {
            account.follow(step, answer);
            wrong = difference(with_events(account.view(), account.take_events()),
                               with_events(customer.view(), customer.take_events()));
        }
        if (wrong.names.empty()) continue;
        const auto end = sequence.begin() + static_cast<std::ptrdiff_t>(i) + 1;
        return Failure{{sequence.begin(), end},
                       "step " + std::to_string(i) + ", " + text_of(step) + ", at " +
                           text_of(account.now()) + ":" + wrong.text,
                       wrong.names};
    }
    return std::nullopt;
}

Failure Runner::shrink(Failure failure) {
    int attempts = 0;
    for (bool shorter = true; shorter && attempts < most_attempts;) {
        shorter = false;
        for (const Sequence& candidate : simpler(failure.sequence)) {
            if (++attempts > most_attempts) break;
            auto found = run(candidate);
            if (!found || found->kind != failure.kind) continue;  // another fault is another story
            failure = *std::move(found);
            shorter = true;
            break;
        }
    }
    return failure;
}

}  // namespace tenure::model
