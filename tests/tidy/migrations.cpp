#include "tidy/migrations.hpp"

#include <algorithm>
#include <map>

namespace tenure::tidy {

namespace {

constexpr std::size_t digits_in_number = 4;

bool well_named(const std::string& name) {
    const std::string number = name.substr(0, std::min(digits_in_number, name.size()));
    if (number.size() != digits_in_number ||
        number.find_first_not_of("0123456789") != std::string::npos)
        return false;
    const std::string rest = name.substr(digits_in_number);
    constexpr std::string_view ending = ".sql";
    if (!rest.starts_with('_') || !rest.ends_with(ending)) return false;
    const std::string words = rest.substr(1, rest.size() - 1 - ending.size());
    return !words.empty() &&
           words.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

}  // namespace

Violations check_migrations(const std::vector<std::string>& paths) {
    Violations violations;
    std::map<std::string, int> last;  // by folder
    std::vector<std::string> sorted = paths;
    std::sort(sorted.begin(), sorted.end());
    for (const std::string& path : sorted) {
        const std::size_t slash = path.rfind('/');
        const std::string name = path.substr(slash + 1);
        if (!well_named(name)) {
            violations.push_back({path, 0, "is not named NNNN_name.sql"});
            continue;
        }
        int& number = last[path.substr(0, slash)];
        const int expected = number + 1;
        number = std::stoi(name.substr(0, digits_in_number));
        if (number != expected)
            violations.push_back({path, 0, "should have the number " + std::to_string(expected)});
    }
    return violations;
}

}  // namespace tenure::tidy
