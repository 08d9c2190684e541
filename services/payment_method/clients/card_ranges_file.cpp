#include "payment_method/clients/card_ranges_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace tenure::payment_method {

namespace {

constexpr std::string_view header = "prefix,funding,remark";

Error invalid(std::string detail) {
    return {ErrorKind::internal, "card_ranges_invalid", std::move(detail)};
}

bool is_prefix(std::string_view text) {
    return text.size() >= 4 && text.size() <= 10 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// One range into the map; what is wrong with the line, or nothing.
std::string add_range(const std::string& line, std::map<std::string, Funding>& ranges) {
    const std::size_t first = line.find(',');
    const std::size_t second = first == std::string::npos ? first : line.find(',', first + 1);
    if (second == std::string::npos) return "three columns are needed";
    const std::string prefix = line.substr(0, first);
    if (!is_prefix(prefix)) return "a prefix has 4 to 10 digits";
    const auto funding = parse_funding(line.substr(first + 1, second - first - 1));
    if (!funding) return "funding is credit, debit, prepaid or unknown";
    if (!ranges.emplace(prefix, *funding).second) return "the prefix stands twice";
    return {};
}

}  // namespace

Result<CardRanges> parse_card_ranges(const std::string& text) {
    std::map<std::string, Funding> ranges;
    std::istringstream lines(text);
    bool in_ranges = false;
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.empty() || line.front() == '#') continue;
        const std::string where = "line " + std::to_string(number) + ": ";
        if (!in_ranges) {
            if (line != header) return invalid(where + "expected " + std::string(header));
            in_ranges = true;
            continue;
        }
        const std::string problem = add_range(line, ranges);
        if (!problem.empty()) return invalid(where + problem);
    }
    if (!in_ranges) return invalid("expected " + std::string(header));
    return CardRanges(std::move(ranges));
}

Result<CardRanges> load_card_ranges(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return invalid(path + " cannot be read");
    const Result<CardRanges> ranges = parse_card_ranges({std::istreambuf_iterator<char>(file), {}});
    if (ranges.ok()) return ranges;
    return invalid(path + ": " + ranges.error().detail);
}

}  // namespace tenure::payment_method
