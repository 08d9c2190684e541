#include "tidy/events.hpp"

#include <algorithm>

#include "tidy/lexer.hpp"

namespace tenure::tidy {

namespace {

using Tokens = std::vector<Token>;

constexpr const char* page = "proto-docs/events.md";

bool is_lower_word(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

void add(const Token& token, PublishedTypes& published) {
    const std::size_t dot = token.text.find('.');
    if (!token.is_string() || dot == std::string::npos) return;
    if (!is_lower_word(std::string_view(token.text).substr(0, dot))) return;
    if (dot + 1 == token.text.size())
        published.beginnings.insert(token.text);
    else if (is_lower_word(std::string_view(token.text).substr(dot + 1)))
        published.types.insert(token.text);
}

/// The first argument of a call whose parenthesis stands at `open`.
void first_argument(const Tokens& tokens, std::size_t open, PublishedTypes& published) {
    int depth = 0;
    for (std::size_t i = open; i < tokens.size(); ++i) {
        if (tokens[i] == "(" || tokens[i] == "{") ++depth;
        if (tokens[i] == ")" || tokens[i] == "}") --depth;
        if (depth == 0 || (depth == 1 && tokens[i] == ",")) return;
        add(tokens[i], published);
    }
}

}  // namespace

void collect_published(const SourceFile& file, PublishedTypes& published) {
    const Tokens tokens = tokens_of(file.text);
    const bool in_batches = std::any_of(tokens.begin(), tokens.end(),
                                        [](const Token& token) { return token == "EngineEvent"; });
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if ((tokens[i] == "publish" || tokens[i] == "append_event") && tokens[i + 1] == "(")
            first_argument(tokens, i + 1, published);
        // In a batch an event follows its account: {account, "type", data}.
        if (in_batches && tokens[i] == "," && tokens[i + 1].is_string())
            add(tokens[i + 1], published);
    }
}

Violations check_published(const PublishedTypes& published, const std::set<std::string>& listed) {
    Violations found;
    for (const std::string& type : published.types)
        if (!listed.contains(type)) found.push_back({page, 0, type + " is published, not listed"});
    return found;
}

Violations check_listed_events(const PublishedTypes& published,
                               const std::set<std::string>& listed) {
    Violations found;
    for (const std::string& type : listed) {
        const bool composed =
            std::any_of(published.beginnings.begin(), published.beginnings.end(),
                        [&](const std::string& beginning) { return type.starts_with(beginning); });
        if (!composed && !published.types.contains(type))
            found.push_back({page, 0, type + " is listed, not published"});
    }
    return found;
}

}  // namespace tenure::tidy
