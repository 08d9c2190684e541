#pragma once
// Splits C++ into words, string literals and single characters: enough to find functions and error
// codes in clang-formatted code. Comments and preprocessor lines are left out.

#include <string>
#include <string_view>
#include <vector>

namespace tenure::tidy {

struct Token {
    enum class Kind { word, string, mark } kind;
    std::string text;          ///< a string's text without quotes, escapes as written
    int line = 1;              ///< the line on which it begins
    bool after_space = false;  ///< white space stands before it
    bool operator==(std::string_view other) const { return kind != Kind::string && text == other; }
    bool is_string() const { return kind == Kind::string; }
    bool is_word() const { return kind == Kind::word; }
};

std::vector<Token> tokens_of(std::string_view text);

}  // namespace tenure::tidy
