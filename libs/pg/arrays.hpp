#pragma once
// Array literals for statements that work set by set: `unnest($1::bigint[], $2::text[])`.
// Included by store/*.cpp only.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenure::pg {

/// Builds one array parameter, value by value: `{1,2,NULL}`, `{"a \"b\"",NULL}`.
class Array {
  public:
    Array& add(std::int64_t value);
    /// Text is quoted, so any character may stand in it but NUL, which PostgreSQL does not know.
    Array& add(std::string_view text);
    Array& add(const std::string& text) { return add(std::string_view(text)); }
    Array& add(const char* text) { return add(std::string_view(text)); }
    Array& add_bool(bool value);
    Array& add_null();
    template <class Value>
    Array& add(const std::optional<Value>& value) {
        return value ? add(*value) : add_null();
    }
    std::size_t size() const { return size_; }
    /// The literal so far.
    std::string text() const { return size_ == 0 ? "{}" : "{" + text_ + "}"; }

  private:
    void separate();
    std::string text_;
    std::size_t size_ = 0;
};

}  // namespace tenure::pg
