#include "payment_method/domain/card_ranges.hpp"

#include <algorithm>

namespace tenure::payment_method {

namespace {

constexpr std::size_t significant_digits = 17;
constexpr std::uint64_t all_numbers = 100'000'000'000'000'000;  // 10^17
constexpr std::uint64_t groups = 100'000;
constexpr std::uint64_t group_size = all_numbers / groups;

std::uint64_t filled_up(std::string_view digits, char fill) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < significant_digits; ++i) {
        const char c = i < digits.size() ? digits[i] : fill;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return number;
}

std::uint64_t packed(std::uint64_t start, Funding funding) {
    return start * 4 + static_cast<std::uint64_t>(funding);
}
std::uint64_t start_in(std::uint64_t step) {
    return step / 4;
}
Funding funding_in(std::uint64_t step) {
    return static_cast<Funding>(step % 4);
}

}  // namespace

CardRange range_of_prefix(std::string_view digits, Funding funding) {
    return {filled_up(digits, '0'), filled_up(digits, '9'), funding};
}

CardRange range_between(std::string_view low, std::string_view high, Funding funding) {
    return {filled_up(low, '0'), filled_up(high, '9'), funding};
}

CardRanges::CardRanges(const std::map<std::string, Funding>& by_prefix) {
    // In the order of text, a prefix comes right before what it is the beginning of.
    Builder builder = Builder::with_room(2 * by_prefix.size() + 1);
    for (const auto& [prefix, funding] : by_prefix) builder.add(range_of_prefix(prefix, funding));
    *this = std::move(builder).build();
}

Funding CardRanges::funding_of(std::string_view digits) const {
    if (steps_.empty()) return Funding::unknown;
    const std::uint64_t number = filled_up(digits, '0');
    const std::size_t group = number / group_size;
    const auto first = steps_.begin() + index_[group];
    const auto last = steps_.begin() + index_[group + 1];
    // The last step that is not beyond the number; it may stand before the group's first.
    const auto beyond = std::upper_bound(first, last, packed(number, Funding::unknown));
    return beyond == steps_.begin() ? Funding::unknown : funding_in(*(beyond - 1));
}

std::size_t CardRanges::bytes() const {
    return steps_.capacity() * sizeof(std::uint64_t) + index_.capacity() * sizeof(std::uint32_t);
}

std::string CardRanges::Builder::add(const CardRange& range) {
    if (range.low > range.high) return "the range ends before it begins";
    if (any_) {
        if (range.low == last_.low && range.high == last_.high) return "the prefix stands twice";
        const bool in_order =
            range.low > last_.low || (range.low == last_.low && range.high < last_.high);
        if (!in_order)
            return "out of order: lower numbers come first, wider ranges before narrower";
    }
    close_before(range.low);
    if (!open_.empty() && range.high > open_.back().high)
        return "overlaps the range before without lying within it";
    step(range.low, range.funding);
    open_.push_back({range.high, range.funding});
    last_ = range;
    any_ = true;
    return {};
}

void CardRanges::Builder::finish() {
    close_before(all_numbers);
}

/// Behind a range that ends before `low`, the one around it goes on.
void CardRanges::Builder::close_before(std::uint64_t low) {
    while (!open_.empty() && open_.back().high < low) {
        const std::uint64_t next = open_.back().high + 1;
        open_.pop_back();
        step(next, open_.empty() ? Funding::unknown : open_.back().funding);
    }
}

void CardRanges::Builder::step(std::uint64_t start, Funding funding) {
    // Ranges that touch, or begin or end together, share a step: the later word counts.
    const bool again = count_ > 0 && start_in(last_step_) == start;
    if (!again) ++count_;
    last_step_ = packed(start, funding);
    if (counting_) return;
    if (again) steps_.pop_back();
    steps_.push_back(last_step_);
}

CardRanges CardRanges::Builder::build() && {
    finish();
    CardRanges ranges;
    ranges.steps_ = std::move(steps_);
    ranges.index_.reserve(groups + 1);
    std::size_t at = 0;
    for (std::uint64_t group = 0; group <= groups; ++group) {
        while (at < ranges.steps_.size() && start_in(ranges.steps_[at]) < group * group_size) ++at;
        ranges.index_.push_back(static_cast<std::uint32_t>(at));
    }
    return ranges;
}

}  // namespace tenure::payment_method
