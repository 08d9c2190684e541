#pragma once
// Reads a JSON request body field by field and collects every bad field, not only the first.
//
//   TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
//   AddUsers command{.count = body.integer("count", 1, 10'000)};
//   TENURE_TRY(body.finish());   // 422 with all bad and all unknown fields
//
// A read of a missing or bad field records the error and returns a default value, so a command may
// be filled first and checked once by finish().

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/money.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure::json {

struct Length {
    std::size_t min = 1;
    std::size_t max = 255;  ///< in Unicode code points
};

/// One JSON object of a request. Child readers share the error list of their parent; only the root
/// calls finish(). Move-only.
class Reader {
  public:
    /// Errors (malformed, 400): `malformed_json` (syntax, depth over 32, invalid UTF-8, duplicate
    /// member, NUL in a string), `not_an_object`.
    static Result<Reader> parse(std::string_view body);
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    bool has(std::string_view key);  ///< present and not null
    /// Text without control characters. Field errors: `required`, `wrong_type`, `too_short`,
    /// `too_long`, `invalid_characters`.
    std::string string(std::string_view key, Length length = {});
    std::optional<std::string> optional_string(std::string_view key, Length length = {});
    /// Text of several lines: tabs and line breaks are accepted.
    std::string text(std::string_view key, Length length);
    /// A JSON integer (10.0, "10", true and 1e1 are not): `required`, `wrong_type`,
    /// `out_of_range`.
    std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max);
    std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t min,
                                                 std::int64_t max);
    bool boolean(std::string_view key);
    std::optional<bool> optional_boolean(std::string_view key);
    /// One of the given names; field error `unknown_value` lists them.
    template <class Enum>
    Enum enumeration(std::string_view key,
                     std::span<const std::pair<std::string_view, Enum>> names) {
        return static_cast<Enum>(enumeration_index(key, names_of(names), names));
    }
    /// {"amount": integer, "currency": "EUR"}.
    Money money(std::string_view key);
    /// A decimal text, at most four decimals: "12.5000". Field error `invalid_credits`.
    Credits credits(std::string_view key);
    std::optional<Credits> optional_credits(std::string_view key);
    Timestamp timestamp(std::string_view key);
    Date date(std::string_view key);
    Reader object(std::string_view key);
    std::optional<Reader> optional_object(std::string_view key);
    std::vector<Reader> objects(std::string_view key, std::size_t min, std::size_t max);
    std::vector<std::string> strings(std::string_view key, std::size_t min, std::size_t max);

    /// Records an error of the caller's own at a member of this object.
    void reject(std::string_view key, std::string code, std::string detail);
    /// The outcome of all reads: `done`, or 422 `invalid_fields` with every field error; members
    /// never read are reported as `unknown_field`.
    Status finish();

  private:
    struct State;
    explicit Reader(std::unique_ptr<State> state);
    template <class Enum>
    static std::vector<std::string_view> names_of(
        std::span<const std::pair<std::string_view, Enum>> names) {
        std::vector<std::string_view> list;
        for (const auto& [name, value] : names) list.push_back(name);
        return list;
    }
    template <class Enum>
    int enumeration_index(std::string_view key, const std::vector<std::string_view>& list,
                          std::span<const std::pair<std::string_view, Enum>> names) {
        const auto index = one_of(key, list);
        return static_cast<int>(names[index].second);
    }
    /// Index of the value among the names; 0 and a recorded error when it is none of them.
    std::size_t one_of(std::string_view key, const std::vector<std::string_view>& names);

    std::unique_ptr<State> state_;
};

/// Parses an answer of another service or a stored document (trusted, still bounded).
/// Error (bad_gateway): `malformed_json`.
Result<nlohmann::json> parse(std::string_view text);

}  // namespace tenure::json
