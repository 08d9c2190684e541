// The structured log over spdlog. The JSON is made here: spdlog's pattern does not escape.

#include "log/log.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <utility>
#include <vector>

#include "domain/iban.hpp"
#include "domain/time.hpp"
#include "domain/utf8.hpp"

namespace tenure::log {

namespace {

struct Output {
    // Written before the threads start (configure), read by all of them.
    std::string service;
    std::atomic<Level> level{Level::info};
    // Synchronous: a line that explains a crash must not die in a queue.
    spdlog::logger logger{"tenure", std::make_shared<spdlog::sinks::stderr_sink_mt>()};

    Output() {
        logger.set_pattern("%v");
        logger.set_level(spdlog::level::trace);
    }
};

Output& output() {
    // Never destroyed: threads may log while the process ends.
    static auto* const instance = new Output;
    return *instance;
}

thread_local std::vector<std::string> request_ids;

constexpr std::string_view level_names[] = {"trace", "debug", "info", "warning", "error"};

std::string_view name_of(Level level) {
    return level_names[static_cast<std::size_t>(level)];
}

spdlog::level::level_enum spdlog_level(Level level) {
    return static_cast<spdlog::level::level_enum>(level);
}
static_assert(static_cast<int>(Level::trace) == SPDLOG_LEVEL_TRACE);
static_assert(static_cast<int>(Level::error) == SPDLOG_LEVEL_ERROR);

void append_character(std::string& line, char c) {
    switch (c) {
        case '"':
            line += "\\\"";
            return;
        case '\\':
            line += "\\\\";
            return;
        case '\n':
            line += "\\n";
            return;
        case '\r':
            line += "\\r";
            return;
        case '\t':
            line += "\\t";
            return;
        default:
            break;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
        line += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
        line += c;
}

void append_text(std::string& line, std::string_view text) {
    line += '"';
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0)
            line += "\\ufffd";
        else if (length == 1)
            append_character(line, text.front());
        else
            line += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    line += '"';
}

void append_name(std::string& line, std::string_view name) {
    line += line.empty() ? '{' : ',';
    append_text(line, name);
    line += ':';
}

struct AppendValue {
    std::string& line;
    void operator()(std::string_view value) const {
        append_text(line, mask_card_numbers(mask_ibans(value)));
    }
    void operator()(std::int64_t value) const { line += fmt::format("{}", value); }
    void operator()(double value) const {
        line += std::isfinite(value) ? fmt::format("{}", value) : "null";
    }
    void operator()(bool value) const { line += value ? "true" : "false"; }
};

void append(std::string& line, const Field& field) {
    append_name(line, field.name);
    std::visit(AppendValue{line}, field.value);
}

Timestamp present() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// --- card numbers

/// Digits without anything between them; positions are into the text.
struct Group {
    std::size_t begin;
    std::size_t end;
    std::size_t size() const { return end - begin; }
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_separator(char c) {
    return c == ' ' || c == '-';
}

/// The groups of digits from `at` on, with nothing but separators between them.
std::vector<Group> run_of_groups(std::string_view text, std::size_t at) {
    std::vector<Group> groups;
    while (at < text.size() && is_digit(text[at])) {
        std::size_t end = at;
        while (end < text.size() && is_digit(text[end])) ++end;
        groups.push_back({at, end});
        at = end;
        while (at < text.size() && is_separator(text[at])) ++at;
    }
    return groups;
}

bool passes_luhn(std::string_view text) {
    int sum = 0;
    bool doubled = false;
    for (auto c = text.rbegin(); c != text.rend(); ++c) {
        if (!is_digit(*c)) continue;
        const int digit = *c - '0';
        sum += doubled ? digit * 2 - (digit > 4 ? 9 : 0) : digit;
        doubled = !doubled;
    }
    return sum % 10 == 0;
}

/// Masks the digits of text[begin, end) except the last four, in `masked`.
void mask(std::string_view text, std::size_t begin, std::size_t end, std::string& masked) {
    int kept = 0;
    for (std::size_t i = end; i-- > begin;) {
        if (!is_digit(text[i])) continue;
        if (kept < 4)
            ++kept;
        else
            masked[i] = '*';
    }
}

/// Tries every sequence of whole groups: a date or a counter may stand right before the number.
void mask_run(std::string_view text, const std::vector<Group>& groups, std::string& masked) {
    for (std::size_t first = 0; first < groups.size(); ++first) {
        std::size_t digits = 0;
        for (std::size_t last = first; last < groups.size(); ++last) {
            digits += groups[last].size();
            if (digits > 19) break;
            const std::size_t begin = groups[first].begin;
            const std::size_t end = groups[last].end;
            if (digits >= 12 && passes_luhn(text.substr(begin, end - begin)))
                mask(text, begin, end, masked);
        }
    }
}

}  // namespace

void configure(std::string_view service, Level level) {
    output().service = service;
    output().level = level;
}

Level parse_level(std::string_view name) {
    const auto* const found = std::find(std::begin(level_names), std::end(level_names), name);
    return found == std::end(level_names) ? Level::info
                                          : static_cast<Level>(found - std::begin(level_names));
}

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
    Output& out = output();
    if (level < out.level) return;
    std::string line;
    const std::string time = to_string(present());
    append(line, {"time", time});
    append(line, {"level", name_of(level)});
    append(line, {"service", std::string_view(out.service)});
    append(line, {"message", message});
    if (!request_ids.empty()) append(line, {"request_id", std::string_view(request_ids.back())});
    for (const Field& field : fields) append(line, field);
    line += '}';
    out.logger.log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

std::string mask_card_numbers(std::string_view text) {
    std::string masked(text);
    for (std::size_t at = 0; at < text.size();) {
        const std::vector<Group> groups = run_of_groups(text, at);
        if (groups.empty()) {
            ++at;
            continue;
        }
        mask_run(text, groups, masked);
        at = groups.back().end;
    }
    return masked;
}

RequestScope::RequestScope(std::string request_id) {
    request_ids.push_back(std::move(request_id));
}
RequestScope::~RequestScope() {
    request_ids.pop_back();
}

}  // namespace tenure::log
