#include "json/card_guard.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "domain/card_guard.hpp"
#include "json/reader.hpp"

namespace tenure::json {

namespace {

/// Without twelve digits, written as such or escaped, there is no card number: most bodies need not
/// be parsed twice.
bool may_hold_card_number(std::string_view body) {
    const auto digits =
        std::count_if(body.begin(), body.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits >= 12 || body.find('\\') != std::string_view::npos;
}

std::optional<std::string> search(const nlohmann::json& value, const std::string& pointer,
                                  const std::vector<std::string>& unguarded) {
    if (std::find(unguarded.begin(), unguarded.end(), pointer) != unguarded.end())
        return std::nullopt;
    if (value.is_string() && contains_card_number(value.get_ref<const std::string&>()))
        return pointer;
    if (value.is_number() && contains_card_number(value.dump())) return pointer;
    if (!value.is_structured()) return std::nullopt;
    for (const auto& [key, member] : value.items()) {
        if (value.is_object() && contains_card_number(key)) return pointer;
        if (auto found = search(member, pointer + "/" + key, unguarded)) return found;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> find_card_number(std::string_view body,
                                            const std::vector<std::string>& unguarded) {
    if (!may_hold_card_number(body)) return std::nullopt;
    const Result<nlohmann::json> document = parse(body);
    if (!document.ok()) return std::nullopt;
    return search(*document, "", unguarded);
}

}  // namespace tenure::json
