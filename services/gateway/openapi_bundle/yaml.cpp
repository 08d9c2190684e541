#include "gateway/openapi_bundle/yaml.hpp"

#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <yaml-cpp/yaml.h>

namespace tenure::openapi {

namespace {

template <class Number>
bool parse_number(const std::string& text, Number& number) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end;
}

bool starts_like_a_number(const std::string& text) {
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    return text.size() > first && text[first] >= '0' && text[first] <= '9';
}

Json scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return text;  // quoted
    if (text == "true") return true;
    if (text == "false") return false;
    if (text == "null" || text == "~" || text.empty()) return nullptr;
    std::int64_t whole = 0;
    double real = 0;
    if (starts_like_a_number(text) && parse_number(text, whole)) return whole;
    if (starts_like_a_number(text) && parse_number(text, real)) return real;
    return text;
}

Json convert(const YAML::Node& node) {
    if (node.IsScalar()) return scalar(node);
    if (node.IsSequence()) {
        Json list = Json::array();
        for (const YAML::Node& item : node) list.push_back(convert(item));
        return list;
    }
    if (!node.IsMap()) return nullptr;
    Json object = Json::object();
    for (const auto& member : node) {
        const std::string name = member.first.Scalar();
        if (object.contains(name))
            throw std::runtime_error("line " + std::to_string(member.first.Mark().line + 1) + ": " +
                                     name + " stands there twice");
        object[name] = convert(member.second);
    }
    return object;
}

}  // namespace

Json read_yaml(const std::string& path) {
    try {
        return convert(YAML::LoadFile(path));
    } catch (const std::exception& error) {
        throw std::runtime_error(path + ": " + error.what());
    }
}

}  // namespace tenure::openapi
