// Reads Accept: ranges with weights, the most specific range that fits a type decides its weight.

#include <algorithm>
#include <vector>

#include "http/message.hpp"

namespace tenure::http {

namespace {

constexpr int whole_weight = 1000;

struct Range {
    std::string type;  ///< "application/json", "application/*" or "*/*", in lower case
    int weight = whole_weight;
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string lowered(text);
    for (char& c : lowered)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lowered;
}

/// What stands before the first separator; the rest stays in `text`.
std::string_view cut(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    const std::string_view part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return trimmed(part);
}

/// "0.5" in thousandths; what cannot be read counts as whole.
int weight_of(std::string_view text) {
    if (text.empty() || (text[0] != '0' && text[0] != '1')) return whole_weight;
    if (text[0] == '1') return whole_weight;
    int weight = 0;
    int unit = whole_weight;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9') return whole_weight;
        unit /= 10;
        weight += (c - '0') * unit;
    }
    return weight;
}

std::vector<Range> ranges_of(std::string_view accept) {
    std::vector<Range> ranges;
    while (!accept.empty()) {
        std::string_view parameters = cut(accept, ',');
        Range range{lower(cut(parameters, ';'))};
        while (!parameters.empty()) {
            const std::string parameter = lower(cut(parameters, ';'));
            if (parameter.starts_with("q=")) range.weight = weight_of(parameter.substr(2));
        }
        if (!range.type.empty()) ranges.push_back(std::move(range));
    }
    return ranges;
}

/// 3 for the type itself, 2 for its family, 1 for anything, 0 for no fit.
int fit(const std::string& range, std::string_view type) {
    if (range == type) return 3;
    if (range == "*/*") return 1;
    const bool family = range.ends_with("/*") &&
                        type.starts_with(std::string_view(range).substr(0, range.size() - 1));
    return family ? 2 : 0;
}

int weight_for(const std::vector<Range>& ranges, std::string_view type) {
    int best = 0;
    int weight = 0;
    for (const Range& range : ranges) {
        const int fits = fit(range.type, type);
        if (fits <= best) continue;
        best = fits;
        weight = range.weight;
    }
    return weight;
}

}  // namespace

Result<std::size_t> negotiate(const Request& request, std::span<const std::string_view> offered) {
    const std::vector<Range> ranges = ranges_of(request.header("accept").value_or("*/*"));
    if (ranges.empty()) return std::size_t{0};
    std::optional<std::size_t> chosen;
    int heaviest = 0;
    for (std::size_t i = 0; i < offered.size(); ++i) {
        const int weight = weight_for(ranges, offered[i]);
        if (weight <= heaviest) continue;
        heaviest = weight;
        chosen = i;
    }
    if (chosen) return *chosen;
    std::string list;
    for (const std::string_view type : offered)
        list += (list.empty() ? "" : ", ") + std::string(type);
    return Error{ErrorKind::not_acceptable, "not_acceptable", "this is to be had as " + list};
}

}  // namespace tenure::http
