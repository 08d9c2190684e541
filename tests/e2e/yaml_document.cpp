#include "e2e/yaml_document.hpp"

#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <yaml-cpp/yaml.h>

namespace tenure::e2e {

namespace {

using nlohmann::json;

/// A plain scalar has the type that it looks like (YAML's core schema), a quoted one is text.
json scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return text;
    if (text == "null" || text == "~" || text.empty()) return nullptr;
    if (text == "true" || text == "false") return text == "true";
    std::int64_t integer = 0;
    const char* const end = text.data() + text.size();
    if (const auto read = std::from_chars(text.data(), end, integer); read.ptr == end)
        return integer;
    double number = 0;
    if (const auto read = std::from_chars(text.data(), end, number); read.ptr == end) return number;
    return text;
}

json to_json(const YAML::Node& node) {
    if (node.IsScalar()) return scalar(node);
    if (node.IsSequence()) {
        json list = json::array();
        for (const auto& entry : node) list.push_back(to_json(entry));
        return list;
    }
    if (!node.IsMap()) return nullptr;
    json object = json::object();
    for (const auto& member : node) object[member.first.Scalar()] = to_json(member.second);
    return object;
}

}  // namespace

Documents::Documents(const std::string& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".yaml")
            documents_[entry.path().filename().string()] =
                to_json(YAML::LoadFile(entry.path().string()));
}

json Documents::resolved(const json& value, const std::string& file, int depth) const {
    constexpr int deepest = 64;
    if (depth > deepest) throw std::runtime_error("a reference to itself in " + file);
    if (value.is_array()) {
        json list = json::array();
        for (const json& entry : value) list.push_back(resolved(entry, file, depth + 1));
        return list;
    }
    if (!value.is_object()) return value;
    json object = json::object();
    for (const auto& [key, member] : value.items()) {
        if (key != "$ref") {
            object[key] = resolved(member, file, depth + 1);
            continue;
        }
        const std::string reference = member.get<std::string>();
        const std::size_t hash = reference.find('#');
        const std::string target = hash == 0 ? file : reference.substr(0, hash);
        const json& found =
            documents_.at(target).at(json::json_pointer(reference.substr(hash + 1)));
        object.update(resolved(found, target, depth + 1));
    }
    return object;
}

}  // namespace tenure::e2e
