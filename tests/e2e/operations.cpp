#include "e2e/operations.hpp"

#include <algorithm>
#include <cctype>

#include "e2e/yaml_document.hpp"
#include "json_schema.hpp"

namespace tenure::e2e {

namespace {

using nlohmann::json;

const std::vector<std::string> methods = {"get", "post", "put", "patch", "delete"};

Operation operation_of(const std::string& method, const std::string& path, const json& item) {
    Operation operation{.method = method, .path = path, .roles = {}, .body = nullptr};
    for (char& c : operation.method)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (const json& role : item.value("x-roles", json::array())) operation.roles.push_back(role);
    for (const json& parameter : item.value("parameters", json::array())) {
        const std::string name = parameter.at("name");
        const bool required = parameter.value("required", false);
        operation.needs_key |= required && name == "Idempotency-Key";
        operation.needs_match |= required && name == "If-Match";
        operation.is_list |= name == "cursor";
    }
    operation.is_signed = item.contains("security") && operation.method == "POST";
    const json::json_pointer content("/requestBody/content/application~1json");
    if (!item.contains(content)) return operation;
    operation.body = item.at(content).at("schema");
    const json named = item.at(content).value("examples", json::object());
    for (const auto& [name, example] : named.items())
        operation.samples.push_back(example.at("value"));
    return operation;
}

/// The alternatives of a schema: those of oneOf or anyOf, each with what stands beside them.
std::vector<json> alternatives(const json& schema) {
    for (const char* key : {"oneOf", "anyOf"}) {
        if (!schema.contains(key)) continue;
        std::vector<json> all;
        for (const json& one : schema[key])
            for (json alternative : alternatives(one)) {
                for (const auto& [name, value] : schema.items())
                    if (name != key && !alternative.contains(name)) alternative[name] = value;
                all.push_back(std::move(alternative));
            }
        return all;
    }
    return {schema};
}

bool is(const json& schema, const char* type) {
    const json& types = schema.value("type", json());
    if (types.is_array()) return std::find(types.begin(), types.end(), type) != types.end();
    return types == type;
}

std::string sample_text(const json& schema) {
    const std::string format = schema.value("format", "");
    if (format == "date") return "2030-01-16";
    if (format == "date-time") return "2030-01-16T10:00:00Z";
    const std::size_t shortest = schema.value("minLength", std::size_t{1});
    return std::string(std::max<std::size_t>(shortest, 1), 'a');
}

json sample(const json& schema);

json sample_object(const json& schema) {
    json object = json::object();
    const json properties = schema.value("properties", json::object());
    for (const auto& [name, property] : properties.items()) object[name] = sample(property);
    return object;
}

/// A value that the schema takes: its example, else one made for its type.
json sample(const json& schema) {
    if (schema.contains("const")) return schema["const"];
    if (schema.contains("enum")) return schema["enum"][0];
    if (schema.contains("examples")) return schema["examples"][0];
    if (schema.contains("example")) return schema["example"];
    const std::vector<json> choices = alternatives(schema);
    if (choices.size() > 1 || choices[0] != schema) return sample(choices[0]);
    if (is(schema, "object")) return sample_object(schema);
    if (is(schema, "array")) return json::array({sample(schema.value("items", json::object()))});
    if (is(schema, "integer")) return schema.value("minimum", 1);
    if (is(schema, "boolean")) return true;
    return sample_text(schema);
}

/// What may be wrong with one value.
class Spoiler {
  public:
    explicit Spoiler(const json& whole) : whole_(whole) {}

    std::vector<BadBody> run(const json& schema) {
        spoil_object(schema, "");
        return std::move(found_);
    }

  private:
    void with(const std::string& pointer, const json& value, const std::string& code) {
        BadBody bad{whole_, pointer, code};
        bad.body[json::json_pointer(pointer)] = value;
        found_.push_back(std::move(bad));
    }
    void without(const std::string& parent, const std::string& name) {
        BadBody bad{whole_, parent + "/" + name, "required"};
        bad.body[json::json_pointer(parent)].erase(name);
        found_.push_back(std::move(bad));
    }

    void spoil_object(const json& schema, const std::string& pointer) {
        if (schema.value("additionalProperties", json(true)) == json(false) ||
            schema.value("maxProperties", 1) == 0)
            with(pointer + "/nothing_of_the_kind", 1, "unknown_field");
        for (const json& name : schema.value("required", json::array())) without(pointer, name);
        const json properties = schema.value("properties", json::object());
        for (const auto& [name, property] : properties.items())
            if (whole_.contains(json::json_pointer(pointer + "/" + name)))
                spoil(property, pointer + "/" + name);
    }

    void spoil(const json& schema, const std::string& pointer) {
        const json& value = whole_.at(json::json_pointer(pointer));
        for (const json& alternative : alternatives(schema))
            if (test::schema_violations(alternative, value).empty()) {
                spoil_value(alternative, pointer);
                return;
            }
    }

    void spoil_value(const json& schema, const std::string& pointer) {
        with(pointer, is(schema, "object") ? json("text") : json::object(), "wrong_type");
        if (!is(schema, "boolean")) with(pointer, true, "wrong_type");
        if (is(schema, "object")) {
            spoil_object(schema, pointer);
        } else if (is(schema, "array")) {
            if (schema.contains("items") && !whole_.at(json::json_pointer(pointer)).empty())
                spoil(schema["items"], pointer + "/0");
        } else if (is(schema, "integer")) {
            for (const json& wrong : {json("1"), json(1.5)}) with(pointer, wrong, "wrong_type");
            spoil_bounds(schema, pointer);
        } else if (is(schema, "string")) {
            with(pointer, 1, "wrong_type");
            spoil_text(schema, pointer);
        }
    }

    void spoil_bounds(const json& schema, const std::string& pointer) {
        if (schema.contains("minimum"))
            with(pointer, schema["minimum"].get<std::int64_t>() - 1, "");
        if (schema.contains("maximum"))
            with(pointer, schema["maximum"].get<std::int64_t>() + 1, "");
    }

    void spoil_text(const json& schema, const std::string& pointer) {
        if (schema.contains("enum")) with(pointer, "nothing_of_the_kind", "unknown_value");
        if (schema.value("minLength", 0) > 0) with(pointer, "", "");
        if (schema.contains("maxLength"))
            with(pointer, std::string(schema["maxLength"].get<std::size_t>() + 1, 'a'), "");
        if (schema.contains("format")) with(pointer, "no date", "");
    }

    const json& whole_;
    std::vector<BadBody> found_;
};

void add_samples(Operation& operation) {
    if (operation.body.is_null() || !operation.samples.empty()) return;
    if (operation.body.contains("examples"))
        operation.samples = operation.body["examples"].get<std::vector<json>>();
    else
        for (const json& alternative : alternatives(operation.body))
            operation.samples.push_back(sample(alternative));
}

}  // namespace

std::string Operation::target(const std::string& parameter) const {
    std::string text = path;
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open))
        text.replace(open, text.find('}', open) - open + 1, parameter);
    return text;
}

std::vector<Operation> described_operations(const std::string& folder) {
    const Documents documents(folder);
    std::vector<Operation> all;
    for (const auto& [file, document] : documents.all())
        for (const auto& [path, item] : document.at("paths").items())
            for (const std::string& method : methods) {
                if (!item.contains(method)) continue;
                all.push_back(operation_of(method, path, documents.resolved(item[method], file)));
                add_samples(all.back());
            }
    return all;
}

std::vector<BadBody> bad_bodies(const json& schema, const json& sample_body) {
    for (const json& alternative : alternatives(schema))
        if (test::schema_violations(alternative, sample_body).empty())
            return Spoiler(sample_body).run(alternative);
    return {};
}

}  // namespace tenure::e2e
