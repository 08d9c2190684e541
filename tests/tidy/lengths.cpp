#include "tidy/lengths.hpp"

#include <algorithm>

#include "tidy/lexer.hpp"

namespace tenure::tidy {

namespace {

int columns_of(const std::string& line) {
    return static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;  // not a continuation of UTF-8
    }));
}

/// Follows the braces of a file and tells the functions outside any other function.
class FunctionFinder {
  public:
    explicit FunctionFinder(const SourceFile& file) : file_(file) {}

    Violations run() {
        for (const Token& token : tokens_of(file_.text)) {
            if (token == "{")
                open(token);
            else if (token == "}")
                close(token);
            else if (token == ";" && parentheses_ == 0)
                statement_.clear();
            else
                extend(token);
        }
        return std::move(violations_);
    }

  private:
    enum class Scope { container, function, other };
    struct Open {
        Scope scope;
        int first_line;
    };

    void extend(const Token& token) {
        if (token == "(") ++parentheses_;
        if (token == ")") --parentheses_;
        statement_.push_back(token);
    }

    void open(const Token& brace) {
        const Scope scope = scope_of(brace);
        open_.push_back({scope, statement_.empty() ? brace.line : statement_.front().line});
        if (scope != Scope::other) statement_.clear();
    }

    void close(const Token& brace) {
        if (open_.empty()) return;
        const Open last = open_.back();
        open_.pop_back();
        if (last.scope == Scope::other) return;
        statement_.clear();
        const int lines = brace.line - last.first_line + 1;
        if (last.scope == Scope::function && lines > longest_function)
            violations_.push_back(
                {file_.path, last.first_line, "a function of " + std::to_string(lines) + " lines"});
    }

    Scope scope_of(const Token& brace) const {
        const bool outside = std::all_of(open_.begin(), open_.end(), [](const Open& one) {
            return one.scope == Scope::container;
        });
        if (!outside || !brace.after_space || parentheses_ > 0) return Scope::other;
        if (!statement_.empty() && statement_.back() == "=") return Scope::other;
        const bool called = std::any_of(statement_.begin(), statement_.end(),
                                        [](const Token& token) { return token == "("; });
        if (called) return Scope::function;
        return declares_container() ? Scope::container : Scope::other;
    }

    /// namespace, class, struct, union, enum or extern, not as a template's parameter.
    bool declares_container() const {
        int angles = 0;
        for (const Token& token : statement_) {
            if (token == "<") ++angles;
            if (token == ">") --angles;
            if (angles > 0) continue;
            for (const char* word : {"namespace", "class", "struct", "union", "enum", "extern"})
                if (token == word) return true;
        }
        return false;
    }

    const SourceFile& file_;
    std::vector<Token> statement_;
    std::vector<Open> open_;
    int parentheses_ = 0;
    Violations violations_;
};

}  // namespace

Violations check_lengths(const SourceFile& file) {
    Violations violations;
    const std::vector<std::string> lines = lines_of(file.text);
    const int count = static_cast<int>(lines.size());
    if (count > longest_file)
        violations.push_back({file.path, count, "a file of " + std::to_string(count) + " lines"});
    for (int i = 0; i < count; ++i) {
        const int columns = columns_of(lines[static_cast<std::size_t>(i)]);
        if (columns > longest_line)
            violations.push_back(
                {file.path, i + 1, "a line of " + std::to_string(columns) + " columns"});
    }
    return violations;
}

Violations check_functions(const SourceFile& file) {
    return FunctionFinder(file).run();
}

}  // namespace tenure::tidy
