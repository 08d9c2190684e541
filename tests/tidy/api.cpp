#include "tidy/api.hpp"

#include <algorithm>
#include <cctype>
#include <yaml-cpp/yaml.h>

#include "domain/roles.hpp"
#include "tidy/lexer.hpp"

namespace tenure::tidy {

namespace {

constexpr std::string_view public_prefix = "/v1/";

/// "delete_" and "delete" are DELETE.
std::string method_name(std::string word) {
    while (word.ends_with('_')) word.pop_back();
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return word;
}

bool is_method(const std::string& key) {
    for (const char* method : {"get", "post", "put", "patch", "delete"})
        if (key == method) return true;
    return false;
}

/// A literal, or the literal that a constant of the same file stands for.
std::string text_of(const Token& token, const std::vector<Token>& tokens) {
    if (token.is_string()) return token.text;
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i)
        if (tokens[i] == token.text && tokens[i + 1] == "=" && tokens[i + 2].is_string())
            return tokens[i + 2].text;
    return "";
}

std::set<std::string> roles_of(const std::string& allowed) {
    RoleSet roles;
    if (allowed == "members") roles = allow::members;
    if (allowed == "billing") roles = allow::billing;
    if (allowed == "admins") roles = allow::admins;
    if (allowed == "operators") roles = allow::operators;
    const std::vector<std::string> names = names_of(roles);
    return {names.begin(), names.end()};
}

void compare(const Operations& from, const Operations& to, const std::string& what,
             Violations& violations) {
    for (const Operation& one : from) {
        const bool found = std::any_of(
            to.begin(), to.end(), [&](const Operation& other) { return other.name == one.name; });
        if (!found) violations.push_back({one.path, 0, one.name + " " + what});
    }
}

}  // namespace

Operations routed(const SourceFile& routes) {
    Operations operations;
    const std::vector<Token> tokens = tokens_of(routes.text);
    for (std::size_t i = 0; i + 3 < tokens.size(); ++i) {
        const bool own = tokens[i] == "path" && tokens[i + 1] == "=" && tokens[i + 2] == "=" &&
                         tokens[i + 3].is_string();
        if (own && tokens[i + 3].text.starts_with(public_prefix))
            operations.insert({"GET " + tokens[i + 3].text, routes.path});
    }
    for (std::size_t i = 0; i + 5 < tokens.size(); ++i) {
        const bool row = tokens[i] == "Method" && tokens[i + 1] == ":" && tokens[i + 2] == ":" &&
                         tokens[i + 4] == ",";
        if (!row) continue;
        const std::string path = text_of(tokens[i + 5], tokens);
        if (path.starts_with(public_prefix))
            operations.insert({method_name(tokens[i + 3].text) + " " + path, routes.path});
    }
    return operations;
}

Operations described(const SourceFile& description) {
    Operations operations;
    const YAML::Node paths = YAML::Load(description.text)["paths"];
    for (const auto& path : paths) {
        const auto name = path.first.as<std::string>();
        if (!name.starts_with(public_prefix)) continue;
        for (const auto& member : path.second) {
            const auto key = member.first.as<std::string>();
            if (is_method(key))
                operations.insert({method_name(key) + " " + name, description.path});
        }
    }
    return operations;
}

Access routed_access(const SourceFile& routes) {
    Access access;
    const std::vector<Token> tokens = tokens_of(routes.text);
    for (std::size_t i = 0; i + 10 < tokens.size(); ++i) {
        const bool row = tokens[i] == "Method" && tokens[i + 1] == ":" && tokens[i + 2] == ":" &&
                         tokens[i + 4] == "," && tokens[i + 7] == "allow";
        const std::string path = row ? text_of(tokens[i + 5], tokens) : "";
        if (path.starts_with(public_prefix))
            access[method_name(tokens[i + 3].text) + " " + path] = roles_of(tokens[i + 10].text);
    }
    return access;
}

Access described_access(const SourceFile& description) {
    Access access;
    const YAML::Node paths = YAML::Load(description.text)["paths"];
    for (const auto& path : paths)
        for (const auto& member : path.second) {
            const auto key = member.first.as<std::string>();
            if (!is_method(key)) continue;
            std::set<std::string>& roles =
                access[method_name(key) + " " + path.first.as<std::string>()];
            for (const auto& role : member.second["x-roles"]) roles.insert(role.as<std::string>());
        }
    return access;
}

Violations check_access(const Access& routed, const Access& described) {
    Violations violations;
    for (const auto& [operation, roles] : routed) {
        const auto found = described.find(operation);
        if (found != described.end() && found->second != roles)
            violations.push_back(
                {"proto-docs/openapi", 0, operation + ": x-roles are not its route's"});
    }
    return violations;
}

Violations check_operations(const Operations& routed, const Operations& described) {
    Violations violations;
    compare(routed, described, "is not described", violations);
    compare(described, routed, "has no route", violations);
    return violations;
}

}  // namespace tenure::tidy
