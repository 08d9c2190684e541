#include "payment_method/clients/card_ranges_file.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <sstream>

namespace tenure::payment_method {

namespace {

constexpr std::string_view header = "prefix,funding,remark";
constexpr std::string_view bin_list_header = "BIN,Brand,Type,Category,";

Error invalid(std::string detail) {
    return {ErrorKind::internal, "card_ranges_invalid", std::move(detail)};
}

std::string at_line(std::size_t number, const std::string& problem) {
    return "line " + std::to_string(number) + ": " + problem;
}

bool is_prefix(std::string_view text) {
    return text.size() >= 4 && text.size() <= 17 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The first fields of a line; a quoted one may hold commas.
std::vector<std::string> fields_of(std::string_view line, std::size_t most) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted && fields.size() < most)
            fields.emplace_back();
        else
            fields.back() += c;
    }
    return fields;
}

/// What is wrong with the line, or nothing.
std::string read_own(const std::string& line, CardRange& range) {
    const std::vector<std::string> fields = fields_of(line, 3);
    if (fields.size() < 3) return "three columns are needed";
    const std::size_t dash = fields[0].find('-');
    const std::string low = fields[0].substr(0, dash);
    const std::string high = dash == std::string::npos ? low : fields[0].substr(dash + 1);
    if (!is_prefix(low) || !is_prefix(high)) return "a prefix has 4 to 17 digits";
    if (low.size() != high.size()) return "both ends of a range have as many digits";
    const auto funding = parse_funding(fields[1]);
    if (!funding) return "funding is credit, debit, prepaid or unknown";
    range = range_between(low, high, *funding);
    return {};
}

Funding funding_in_bin_list(const std::string& type, const std::string& category) {
    if (category.find("PREPAID") != std::string::npos) return Funding::prepaid;
    if (type == "CREDIT" || type == "CHARGE CARD") return Funding::credit;
    return type == "DEBIT" ? Funding::debit : Funding::unknown;
}

std::string read_bin_list(const std::string& line, CardRange& range) {
    const std::vector<std::string> fields = fields_of(line, 5);
    if (fields.size() < 4) return "four columns are needed";
    if (!is_prefix(fields[0])) return "a prefix has 4 to 17 digits";
    range = range_of_prefix(fields[0], funding_in_bin_list(fields[2], fields[3]));
    return {};
}

/// Takes a range and the number of its line; what is wrong with it, or nothing.
using Sink = std::function<std::string(const CardRange&, std::size_t)>;

/// One reading of the file.
Status read_all(std::istream& lines, const Sink& sink) {
    std::string (*read)(const std::string&, CardRange&) = nullptr;
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty() || line.front() == '#') continue;
        if (read == nullptr) {
            if (line == header) read = read_own;
            if (line.starts_with(bin_list_header)) read = read_bin_list;
            if (read == nullptr) return invalid(at_line(number, "expected " + std::string(header)));
            continue;
        }
        CardRange range;
        std::string problem = read(line, range);
        if (problem.empty()) problem = sink(range, number);
        if (!problem.empty()) return invalid(at_line(number, problem));
    }
    if (read == nullptr) return invalid("expected " + std::string(header));
    return done;
}

struct Numbered {
    CardRange range;
    std::size_t line = 0;
};

Result<CardRanges> build_sorted(std::istream& file) {
    std::vector<Numbered> all;
    TENURE_TRY(read_all(file, [&](const CardRange& range, std::size_t line) {
        all.push_back({range, line});
        return std::string();
    }));
    std::stable_sort(all.begin(), all.end(), [](const Numbered& a, const Numbered& b) {
        if (a.range.low != b.range.low) return a.range.low < b.range.low;
        return a.range.high > b.range.high;
    });
    auto builder = CardRanges::Builder::with_room(2 * all.size() + 1);
    for (const Numbered& one : all) {
        const std::string problem = builder.add(one.range);
        if (!problem.empty()) return invalid(at_line(one.line, problem));
    }
    return std::move(builder).build();
}

void rewind(std::istream& file) {
    file.clear();
    file.seekg(0);
}

Result<CardRanges> build(std::istream& file) {
    auto counter = CardRanges::Builder::counting();
    bool in_order = true;
    CardRange last;
    TENURE_TRY(read_all(file, [&](const CardRange& range, std::size_t) {
        in_order =
            in_order && (range.low > last.low ||
                         (range.low == last.low && range.high <= last.high) || last == CardRange());
        last = range;
        return in_order ? counter.add(range) : std::string();
    }));
    rewind(file);
    if (!in_order) return build_sorted(file);
    counter.finish();
    auto builder = CardRanges::Builder::with_room(counter.steps());
    TENURE_TRY(
        read_all(file, [&](const CardRange& range, std::size_t) { return builder.add(range); }));
    return std::move(builder).build();
}

}  // namespace

Result<CardRanges> parse_card_ranges(const std::string& text) {
    std::istringstream file(text);
    return build(file);
}

Result<CardRanges> load_card_ranges(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return invalid(path + " cannot be read");
    Result<CardRanges> ranges = build(file);
    if (ranges.ok()) return ranges;
    return invalid(path + ": " + ranges.error().detail);
}

}  // namespace tenure::payment_method
