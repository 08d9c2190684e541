#pragma once
// Issuer number ranges whose funding is known, as one sorted table: ten million of them are found
// in well under a microsecond. Advisory: the provider knows better.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "payment_method/domain/payment_method.hpp"

namespace tenure::payment_method {

/// Numbers from `low` to `high`, inclusive, by their first 17 digits (shorter ones filled up with
/// zeros).
struct CardRange {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    Funding funding = Funding::unknown;
    bool operator==(const CardRange&) const = default;
};

/// All numbers that begin with the digits (1 to 17).
CardRange range_of_prefix(std::string_view digits, Funding funding);
/// All numbers that begin with what lies between two prefixes of equal length.
CardRange range_between(std::string_view low, std::string_view high, Funding funding);

/// An immutable table. A range within another goes before it.
class CardRanges {
  public:
    CardRanges() = default;
    explicit CardRanges(const std::map<std::string, Funding>& by_prefix);
    /// Of the narrowest range that holds the number; `unknown` when none does.
    Funding funding_of(std::string_view digits) const;
    std::size_t bytes() const;

    class Builder;

  private:
    // Where the funding changes, in order: the number times four, plus the funding from there on.
    std::vector<std::uint64_t> steps_;
    // For each first five digits, the first step that is not before them; and the end.
    std::vector<std::uint32_t> index_;
};

/// Takes ranges in order: by `low`, the wider one first. One builder counts the steps, another is
/// told how many there will be: so building needs no more memory than the table.
class CardRanges::Builder {
  public:
    static Builder counting() { return Builder(0, true); }
    static Builder with_room(std::size_t steps) { return Builder(steps, false); }
    /// What is wrong with the range, or nothing.
    std::string add(const CardRange& range);
    /// After the last range.
    void finish();
    std::size_t steps() const { return count_; }
    CardRanges build() &&;

  private:
    struct Open {
        std::uint64_t high = 0;
        Funding funding = Funding::unknown;
    };
    Builder(std::size_t steps, bool counting) : counting_(counting) { steps_.reserve(steps); }
    void step(std::uint64_t start, Funding funding);
    void close_before(std::uint64_t low);

    bool counting_;
    std::vector<std::uint64_t> steps_;
    std::vector<Open> open_;  ///< each within the one before
    CardRange last_;
    bool any_ = false;
    std::uint64_t last_step_ = 0;
    std::size_t count_ = 0;
};

}  // namespace tenure::payment_method
