// Reads and checks environment variables, collecting what is wrong with them.

#include "config/environment.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace tenure::config {

namespace {

std::map<std::string, std::string> process_variables() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

std::optional<std::string> content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    // A directory opens but cannot be read.
    if (!file || (file.peek() == EOF && !file.eof())) return std::nullopt;
    if (file.peek() != EOF) content << file.rdbuf();
    return std::move(content).str();
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end) return std::nullopt;
    return number;
}

}  // namespace

Environment::Environment() : variables_(process_variables()) {}
Environment::Environment(std::map<std::string, std::string> variables)
    : variables_(std::move(variables)) {}

/// A variable set to nothing counts as absent, which is what `NAME=` in a compose file means.
std::optional<std::string> Environment::find(const std::string& name) {
    const auto direct = variables_.find(name);
    const auto file = variables_.find(name + "_FILE");
    const bool has_direct = direct != variables_.end() && !direct->second.empty();
    const bool has_file = file != variables_.end() && !file->second.empty();
    if (has_direct && has_file) reject(name, "is set together with " + name + "_FILE: set one");
    if (has_direct) return direct->second;
    if (!has_file) return std::nullopt;
    std::optional<std::string> content = content_of(file->second);
    if (!content) {
        reject(name + "_FILE", "names a file that cannot be read: " + file->second);
        return std::string();
    }
    if (content->ends_with('\n')) content->pop_back();
    return content;
}

std::string Environment::string(const std::string& name) {
    std::optional<std::string> value = find(name);
    if (!value) reject(name, "is required");
    return value.value_or("");
}

std::string Environment::string(const std::string& name, std::string fallback) {
    return find(name).value_or(std::move(fallback));
}

std::optional<std::string> Environment::optional(const std::string& name) {
    return find(name);
}

std::int64_t Environment::integer(const std::string& name, std::int64_t fallback, std::int64_t min,
                                  std::int64_t max) {
    const std::optional<std::string> text = find(name);
    if (!text) return fallback;
    const std::optional<std::int64_t> value = parse_number<std::int64_t>(*text);
    if (value && *value >= min && *value <= max) return *value;
    reject(name, "must be a whole number from " + std::to_string(min) + " to " +
                     std::to_string(max) + ", not \"" + *text + "\"");
    return fallback;
}

bool Environment::boolean(const std::string& name, bool fallback) {
    const std::optional<std::string> text = find(name);
    if (!text) return fallback;
    if (*text == "true" || *text == "1") return true;
    if (*text == "false" || *text == "0") return false;
    reject(name, "must be true, false, 1 or 0, not \"" + *text + "\"");
    return fallback;
}

Environment::Address Environment::address(const std::string& name, Address fallback) {
    const std::optional<std::string> text = find(name);
    if (!text) return fallback;
    const std::size_t colon = text->rfind(':');
    if (colon != std::string::npos && colon > 0) {
        const std::string_view digits = std::string_view(*text).substr(colon + 1);
        if (const auto port = parse_number<std::uint16_t>(digits))
            return {text->substr(0, colon), *port};
    }
    reject(name, "must be host:port with a port from 0 to 65535, not \"" + *text + "\"");
    return fallback;
}

std::string Environment::secret(const std::string& name, std::size_t min_length) {
    const std::size_t problems_before = problems_.size();
    std::string value = find(name).value_or("");
    const bool reported = problems_.size() > problems_before;
    if (!reported && value.size() < min_length)
        reject(name, value.empty() ? "is required (or " + name + "_FILE)"
                                   : "must have at least " + std::to_string(min_length) + " bytes");
    return value;
}

std::string Environment::readable_file(const std::string& name,
                                       std::optional<std::string> fallback) {
    const auto found = variables_.find(name);
    const bool given = found != variables_.end() && !found->second.empty();
    if (!given && !fallback) {
        reject(name, "is required");
        return "";
    }
    const std::string path = given ? found->second : *fallback;
    if (!content_of(path)) reject(name, "names a file that cannot be read: " + path);
    return path;
}

void Environment::reject(const std::string& name, const std::string& why) {
    const std::string problem = name + " " + why;
    if (std::find(problems_.begin(), problems_.end(), problem) == problems_.end())
        problems_.push_back(problem);
}

Status Environment::finish() const {
    if (problems_.empty()) return done;
    std::string detail;
    for (const std::string& problem : problems_) detail += (detail.empty() ? "" : "\n") + problem;
    return Error{ErrorKind::invalid, "bad_configuration", detail};
}

}  // namespace tenure::config
