// What VIES answers. It also answers 200 with {"actionSucceed": false, "errorWrappers": [{"error":
// "MS_UNAVAILABLE"}]}, or with valid false and that code in `userError`: only VALID, INVALID and
// INVALID_INPUT are verdicts, with everything else nothing is known of the number.

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "billing/clients/vies_registry.hpp"
#include "json/reader.hpp"

namespace tenure::billing {

namespace {

using nlohmann::json;

constexpr std::size_t longest_text = 500;

Error registry_unavailable(const std::string& why) {
    return {ErrorKind::unavailable, "vat_registry_unavailable", "VIES: " + why};
}

std::string text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// States that do not tell write "---"; what is too long is not what we asked for.
std::optional<std::string> told(const json& object, const char* name) {
    const std::string text = text_in(object, name);
    if (text.empty() || text == "---" || text.size() > longest_text) return std::nullopt;
    return text;
}

std::string code_in(const json& object) {
    const auto wrappers = object.find("errorWrappers");
    if (wrappers != object.end() && wrappers->is_array() && !wrappers->empty() &&
        wrappers->front().is_object())
        return text_in(wrappers->front(), "error");
    const std::string code = text_in(object, "userError");
    return code == "VALID" || code == "INVALID" ? std::string() : code;
}

/// The trouble is with this number's state, or this number: others may be answered.
bool is_local(std::string_view code) {
    constexpr std::array<std::string_view, 5> codes{"MS_UNAVAILABLE", "TIMEOUT",
                                                    "MS_MAX_CONCURRENT_REQ",
                                                    "MS_MAX_CONCURRENT_REQ_TIME", "VAT_BLOCKED"};
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::optional<bool> flag_in(const json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_boolean()) return std::nullopt;
    return found->get<bool>();
}

/// Whether the answer, as far as it names a number, is to our question.
bool answers(const json& object, std::string_view number) {
    const std::string country = text_in(object, "countryCode");
    const std::string digits = text_in(object, "vatNumber");
    return (country.empty() || country == number.substr(0, 2)) &&
           (digits.empty() || digits == number.substr(2));
}

}  // namespace

Result<VatVerdict> parse_vies(int status, std::string_view body, std::string_view number) {
    const Result<json> parsed = tenure::json::parse(body);
    if (!parsed.ok() || !parsed->is_object())
        return registry_unavailable("status " + std::to_string(status) + " without an answer");
    const json& object = *parsed;
    const std::string code = code_in(object);
    if (code == "INVALID_INPUT") return VatVerdict{};
    if (is_local(code))
        return Error{ErrorKind::unavailable, "vat_state_unavailable", "VIES: " + code};
    if (!code.empty()) return registry_unavailable(code.substr(0, longest_text));
    std::optional<bool> valid = flag_in(object, "valid");
    if (!valid) valid = flag_in(object, "isValid");
    if (status != 200 || !valid || !answers(object, number))
        return registry_unavailable("status " + std::to_string(status) + " without a verdict");
    return VatVerdict{*valid, told(object, "requestIdentifier"), told(object, "name"),
                      told(object, "address"), told(object, "requestDate")};
}

}  // namespace tenure::billing
