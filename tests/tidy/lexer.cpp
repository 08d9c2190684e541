#include "tidy/lexer.hpp"

#include <algorithm>
#include <cctype>

namespace tenure::tidy {

namespace {

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

class Lexer {
  public:
    explicit Lexer(std::string_view text) : text_(text) {}

    std::vector<Token> run() {
        while (at_ < text_.size()) step();
        return std::move(tokens_);
    }

  private:
    void step() {
        const char c = text_[at_];
        if (std::isspace(static_cast<unsigned char>(c))) {
            skip(1);
            space_ = true;
        } else if (c == '#' && begins_line()) {
            skip(directive_length());
        } else if (rest().starts_with("//")) {
            skip(std::min(rest().find('\n'), rest().size()));
        } else if (rest().starts_with("/*")) {
            skip(std::min(rest().find("*/", 2), rest().size() - 2) + 2);
        } else if (rest().starts_with("R\"")) {
            raw_string();
        } else if (c == '"') {
            quoted('"', Token::Kind::string);
        } else if (c == '\'') {
            quoted('\'', Token::Kind::mark);
        } else if (is_word_character(c)) {
            word();
        } else {
            add(Token::Kind::mark, std::string(1, c));
            skip(1);
        }
    }

    std::string_view rest() const { return text_.substr(at_); }

    bool begins_line() const {
        const std::size_t break_at = text_.substr(0, at_).find_last_of('\n');
        const std::size_t begin = break_at == std::string_view::npos ? 0 : break_at + 1;
        return text_.substr(begin, at_ - begin).find_first_not_of(" \t") == std::string_view::npos;
    }

    /// Up to the line's end that no backslash continues.
    std::size_t directive_length() const {
        std::size_t end = rest().find('\n');
        while (end != std::string_view::npos && end > 0 && rest()[end - 1] == '\\')
            end = rest().find('\n', end + 1);
        return std::min(end, rest().size());
    }

    void word() {
        const bool number = std::isdigit(static_cast<unsigned char>(rest()[0]));  // 10'000
        std::size_t length = 0;
        while (length < rest().size() &&
               (is_word_character(rest()[length]) || (number && rest()[length] == '\'')))
            ++length;
        add(Token::Kind::word, std::string(rest().substr(0, length)));
        skip(length);
    }

    void quoted(char quote, Token::Kind kind) {
        std::size_t length = 1;
        while (length < rest().size() && rest()[length] != quote)
            length += rest()[length] == '\\' ? 2 : 1;
        const std::string_view inside = rest().substr(1, std::min(length, rest().size()) - 1);
        add(kind, kind == Token::Kind::string ? std::string(inside) : "'");
        skip(std::min(length + 1, rest().size()));
    }

    void raw_string() {
        const std::size_t open = rest().find('(');
        const std::string end = ")" + std::string(rest().substr(2, open - 2)) + "\"";
        const std::size_t close = std::min(rest().find(end, open), rest().size() - end.size());
        add(Token::Kind::string, std::string(rest().substr(open + 1, close - open - 1)));
        skip(close + end.size());
    }

    void add(Token::Kind kind, std::string text) {
        tokens_.push_back({kind, std::move(text), line_, space_});
        space_ = false;
    }

    void skip(std::size_t count) {
        line_ += static_cast<int>(
            std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                       text_.begin() + static_cast<std::ptrdiff_t>(at_ + count), '\n'));
        at_ += count;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    bool space_ = false;
    std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) {
    return Lexer(text).run();
}

}  // namespace tenure::tidy
