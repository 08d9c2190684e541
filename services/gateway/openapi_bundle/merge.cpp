#include "gateway/openapi_bundle/merge.hpp"

#include <stdexcept>
#include <string_view>

namespace tenure::openapi {

namespace {

constexpr std::string_view common = "common.yaml";

/// "common.yaml#/components/..." -> "#/components/...".
void rewrite_references(Json& node) {
    if (node.is_object()) {
        const auto reference = node.find("$ref");
        if (reference != node.end() && reference->is_string()) {
            const std::string text = reference->get<std::string>();
            if (const std::size_t hash = text.find('#'); hash != text.npos)
                *reference = text.substr(hash);
        }
    }
    if (node.is_structured())
        for (Json& child : node) rewrite_references(child);
}

void check_references(const Json& node, const Json& whole) {
    if (node.is_object() && node.contains("$ref") && node["$ref"].is_string()) {
        const std::string text = node["$ref"].get<std::string>();
        if (!text.starts_with("#/") || !whole.contains(Json::json_pointer(text.substr(1))))
            throw std::runtime_error("the reference " + text + " leads nowhere");
    }
    if (node.is_structured())
        for (const Json& child : node) check_references(child, whole);
}

/// Adds what `from` has to `into`; under one name both must say the same.
void add_members(Json& into, const Json& from, const std::string& file, const std::string& what) {
    for (const auto& [name, value] : from.items()) {
        if (into.contains(name) && into[name] != value)
            throw std::runtime_error(file + ": " + what + " " + name +
                                     " is described differently in another file");
        into[name] = value;
    }
}

void add_file(Json& whole, const std::string& file, const Json& description) {
    add_members(whole["paths"], description.value("paths", Json::object()), file, "path");
    const Json components = description.value("components", Json::object());
    for (const auto& [kind, members] : components.items()) {
        // A file may describe the security too, so that it can be read by itself.
        if (kind == "securitySchemes" && file != common) continue;
        add_members(whole["components"][kind], members, file, "components/" + kind);
    }
    for (const Json& tag : description.value("tags", Json::array())) whole["tags"].push_back(tag);
}

}  // namespace

Json merge(const std::vector<std::pair<std::string, Json>>& files) {
    Json whole = {{"openapi", "3.1.0"}};
    for (const auto& [name, description] : files) {
        if (name != common) continue;
        for (const char* member : {"info", "servers", "security"})
            if (description.contains(member)) whole[member] = description[member];
    }
    if (!whole.contains("info")) throw std::runtime_error("common.yaml has no `info`");
    whole["tags"] = Json::array();
    whole["paths"] = Json::object();
    whole["components"] = Json::object();
    for (const auto& [name, description] : files) {
        Json rewritten = description;
        rewrite_references(rewritten);
        add_file(whole, name, rewritten);
    }
    check_references(whole, whole);
    return whole;
}

}  // namespace tenure::openapi
