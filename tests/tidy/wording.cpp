#include "tidy/wording.hpp"

#include "tidy/lexer.hpp"

namespace tenure::tidy {

namespace {

// Written in two parts, so that this file is not found itself.
const std::string notes[] = {std::string("TO") + "DO", std::string("FIX") + "ME"};

Violations notes_in(const SourceFile& file) {
    Violations violations;
    int number = 0;
    for (const std::string& line : lines_of(file.text)) {
        ++number;
        for (const std::string& note : notes)
            if (line.find(note) != std::string::npos)
                violations.push_back({file.path, number, "holds " + note});
    }
    return violations;
}

/// CTest takes a name with a semicolon for two names, of which neither is a test: it would "pass".
Violations test_names_in(const SourceFile& file, const std::vector<Token>& tokens) {
    Violations violations;
    for (std::size_t i = 2; i < tokens.size(); ++i)
        if (tokens[i - 2] == "TEST_CASE" && tokens[i - 1] == "(" && tokens[i].is_string() &&
            tokens[i].text.find(';') != std::string::npos)
            violations.push_back({file.path, tokens[i].line, "a test's name holds a semicolon"});
    return violations;
}

}  // namespace

Violations check_wording(const SourceFile& file) {
    Violations violations = notes_in(file);
    const std::vector<Token> tokens = tokens_of(file.text);
    for (Violation& name : test_names_in(file, tokens)) violations.push_back(std::move(name));
    for (std::size_t i = 2; i < tokens.size(); ++i)
        if (tokens[i].is_word() && tokens[i].text.ends_with("regex") && tokens[i - 1] == ":" &&
            tokens[i - 2] == ":")
            violations.push_back({file.path, tokens[i].line, "uses std::regex"});
    return violations;
}

}  // namespace tenure::tidy
