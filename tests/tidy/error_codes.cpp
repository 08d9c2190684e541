#include "tidy/error_codes.hpp"

#include <algorithm>

#include "tidy/lexer.hpp"

namespace tenure::tidy {

namespace {

using Tokens = std::vector<Token>;

bool is_code(const Token& token) {
    return token.is_string() && !token.text.empty() && token.text[0] >= 'a' &&
           token.text[0] <= 'z' &&
           token.text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
               std::string::npos;
}

bool is_pointer(const Token& token) {
    return token.is_string() && token.text.starts_with('/') &&
           token.text.find(' ') == std::string::npos;
}

bool opens(const Token& token) {
    return token == "(" || token == "{" || token == "[";
}
bool closes(const Token& token) {
    return token == ")" || token == "}" || token == "]";
}

/// Reads the codes of one file.
class CodeReader {
  public:
    explicit CodeReader(const SourceFile& file) : file_(file), tokens_(tokens_of(file.text)) {
        find_helpers();
    }

    std::vector<CodeUse> run() {
        for (std::size_t i = 0; i + 2 < tokens_.size(); ++i) {
            if (at(i) == "ErrorKind" && at(i + 1) == ":" && at(i + 2) == ":")
                after_kind(i + 3);
            else if (at(i) == "(" || at(i) == "{")
                opened(i);
            else if (is_pointer(at(i)) && at(i + 1) == "," && is_code(at(i + 2)))
                add(i + 2, "");  // {"/pointer", "code", ...}
            else if (at(i) == "code" && at(i + 1) == "=" && is_code(at(i + 2)))
                add(i + 2, "");
        }
        return std::move(uses_);
    }

  private:
    /// "" beyond the ends.
    const Token& at(std::size_t i) const {
        static const Token none{Token::Kind::mark, "", 0, false};
        return i < tokens_.size() ? tokens_[i] : none;
    }

    /// `Error name(..., code, ...)`: functions that are handed a code, and as which argument.
    void find_helpers() {
        for (std::size_t i = 0; i + 2 < tokens_.size(); ++i) {
            const bool declares = (at(i) == "Error" || at(i) == "FieldError") &&
                                  at(i + 1).is_word() && at(i + 2) == "(";
            if (!declares) continue;
            int argument = 0;
            for (std::size_t j = i + 3; j < tokens_.size() && !closes(at(j)); ++j) {
                if (at(j) == ",") ++argument;
                if (at(j) == "code") helpers_[at(i + 1).text] = argument;
            }
        }
    }

    void after_kind(std::size_t name) {
        if (at(name + 1) == ",") codes_in_argument(name + 2, at(name).text);
    }

    void opened(std::size_t i) {
        const Token& before = at(i - 1);
        const bool list = at(i) == "{";
        if (i == 0 || (!before.is_word() && !list)) return;
        if (before == "reject" || before == "fail" || before == "FieldError" ||
            at(i - 2) == "FieldError" || (list && before == "(" && at(i - 2) == "push_back"))
            codes_in_argument(i + 1, 1);
        else if (before == "failure" || before == "Decline")
            codes_in_argument(i + 1, 0);
        else if (const auto helper = helpers_.find(before.text); helper != helpers_.end())
            codes_in_argument(i + 1, helper->second);
    }

    void codes_in_argument(std::size_t i, int argument) {
        while (argument-- > 0) i = next_argument(i);
        codes_in_argument(i, "");
    }

    std::size_t next_argument(std::size_t i) const {
        for (int depth = 0; i < tokens_.size(); ++i) {
            if (opens(at(i))) ++depth;
            if (closes(at(i)) && depth-- == 0) return tokens_.size();
            if (at(i) == "," && depth == 0) return i + 1;
        }
        return i;
    }

    /// All literals of one argument: a condition may choose between two.
    void codes_in_argument(std::size_t i, const std::string& kind) {
        for (int depth = 0; i < tokens_.size(); ++i) {
            if (opens(at(i))) ++depth;
            if (closes(at(i)) && depth-- == 0) return;
            if (at(i) == "," && depth == 0) return;
            if (depth == 0 && is_code(at(i)) && !(at(i - 1) == "=")) add(i, kind);
        }
    }

    void add(std::size_t i, const std::string& kind) {
        uses_.push_back({at(i).text, kind, file_.path, at(i).line});
    }

    const SourceFile& file_;
    Tokens tokens_;
    std::map<std::string, int> helpers_;
    std::vector<CodeUse> uses_;
};

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" `");
    if (begin == std::string_view::npos) return "";
    return std::string(text.substr(begin, text.find_last_not_of(" `") - begin + 1));
}

/// The cells of a row of a table; none for any other line.
std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    if (!line.starts_with('|')) return cells;
    for (std::size_t begin = 1, end; (end = line.find('|', begin)) != std::string_view::npos;
         begin = end + 1)
        cells.push_back(trimmed(line.substr(begin, end - begin)));
    return cells;
}

}  // namespace

std::vector<CodeUse> codes_of(const SourceFile& file) {
    return CodeReader(file).run();
}

std::map<std::string, std::string> statuses_of(const std::string& error_header) {
    std::map<std::string, std::string> statuses;
    for (const std::string& line : lines_of(error_header)) {
        const std::size_t comma = line.find(',');
        const std::size_t comment = line.find("// ");
        if (comma == std::string::npos || comment == std::string::npos || comma > comment) continue;
        const std::string status = line.substr(comment + 3, 3);
        if (status.find_first_not_of("0123456789") != std::string::npos) continue;
        statuses[trimmed(line.substr(0, comma))] = status;
    }
    return statuses;
}

std::map<std::string, std::string> listed_codes(const std::string& errors_page) {
    std::map<std::string, std::string> listed;
    for (const std::string& line : lines_of(errors_page)) {
        const std::vector<std::string> cells = cells_of(line);
        if (cells.size() == 4 && line.starts_with("| `")) listed[cells[0]] = cells[1];
    }
    return listed;
}

Violations check_codes(const std::vector<CodeUse>& uses,
                       const std::map<std::string, std::string>& listed,
                       const std::map<std::string, std::string>& statuses) {
    Violations violations;
    for (const CodeUse& use : uses) {
        const auto row = listed.find(use.code);
        if (row == listed.end()) {
            violations.push_back(
                {use.path, use.line, "errors.md does not list `" + use.code + "`"});
            continue;
        }
        const auto status = statuses.find(use.kind);
        if (status != statuses.end() && row->second.find(status->second) == std::string::npos)
            violations.push_back(
                {use.path, use.line,
                 "errors.md lists `" + use.code + "` without status " + status->second});
    }
    return violations;
}

Violations check_listed(const std::vector<SourceFile>& files,
                        const std::map<std::string, std::string>& listed) {
    std::set<std::string> literals;
    for (const SourceFile& file : files)
        for (const Token& token : tokens_of(file.text))
            if (token.is_string()) literals.insert(token.text);
    Violations violations;
    for (const auto& [code, status] : listed)
        if (!literals.contains(code))
            violations.push_back({"proto-docs/errors.md", 0, "nothing makes `" + code + "`"});
    return violations;
}

}  // namespace tenure::tidy
