#include "e2e/contract.hpp"

#include <cctype>

#include "e2e/yaml_document.hpp"
#include "json_schema.hpp"

namespace tenure::e2e {

namespace {

using nlohmann::json;

constexpr const char* problem_type = "application/problem+json";

std::string upper_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

bool is_method(const std::string& key) {
    return key == "get" || key == "post" || key == "put" || key == "patch" || key == "delete";
}

/// Segments of a path without its query.
std::vector<std::string> segments_of(std::string_view target) {
    std::vector<std::string> segments;
    std::string_view path = target.substr(0, target.find('?'));
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const std::size_t end = path.find('/');
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(std::min(end, path.size()));
    }
    return segments;
}

/// How many literal segments a pattern shares with the path; -1 when it does not fit.
int fit(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    if (pattern.size() != path.size()) return -1;
    int literals = 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (pattern[i].starts_with('{')) continue;
        if (pattern[i] != path[i]) return -1;
        ++literals;
    }
    return literals;
}

std::string media_type(const testkit::Answer& answer) {
    const std::string header = answer.header("content-type");
    return header.substr(0, header.find(';'));
}

std::vector<std::string> body_violations(const json& content, const testkit::Answer& answer) {
    const std::string type = media_type(answer);
    if (!content.contains(type)) return {"content type \"" + type + "\" is not described"};
    if (type.starts_with("text/")) return {};  // all that can be judged of it
    const json body = answer.json();
    if (body.is_discarded()) return {"the body is not JSON: " + answer.body.substr(0, 200)};
    return test::schema_violations(content[type].value("schema", json::object()), body);
}

}  // namespace

Contract::Contract(const std::string& folder) {
    const Documents documents(folder);
    for (const auto& [file, document] : documents.all()) {
        for (const auto& [path, item] : document.at("paths").items())
            for (const auto& [method, operation] : item.items()) {
                if (!is_method(method)) continue;
                Responses& responses = operations_[upper_case(method) + " " + path];
                for (const auto& [status, response] : operation.at("responses").items())
                    responses[status] = documents.resolved(response, file);
            }
        if (file == "common.yaml")
            problem_schema_ =
                documents.resolved(document.at("components").at("schemas").at("Problem"), file);
    }
}

std::string Contract::operation_of(std::string_view method, std::string_view target) const {
    const std::vector<std::string> path = segments_of(target);
    const std::string prefix = std::string(method) + " ";
    std::string best;
    int best_fit = -1;
    for (const auto& [name, responses] : operations_) {
        if (!name.starts_with(prefix)) continue;
        const int score = fit(segments_of(name.substr(prefix.size())), path);
        if (score > best_fit) {
            best_fit = score;
            best = name;
        }
    }
    return best;
}

std::set<std::string> Contract::operations() const {
    std::set<std::string> names;
    for (const auto& [name, responses] : operations_) names.insert(name);
    return names;
}

std::vector<std::string> Contract::violations(std::string_view method, std::string_view target,
                                              const testkit::Answer& answer) const {
    const std::string operation = operation_of(method, target);
    if (operation.empty() || answer.status >= 400) {
        const json content = {{problem_type, {{"schema", problem_schema_}}}};
        std::vector<std::string> found = body_violations(content, answer);
        if (found.empty() && answer.json()["status"] != answer.status)
            found.push_back("the problem names another status");
        if (operation.empty()) return found;
        if (!found.empty()) return found;
    }
    const Responses& responses = operations_.at(operation);
    auto response = responses.find(std::to_string(answer.status));
    // What "default" describes are errors: a success must be described by its number.
    if (response == responses.end() && answer.status >= 400) response = responses.find("default");
    if (response == responses.end())
        return {"status " + std::to_string(answer.status) + " is not described"};
    if (!response->second.contains("content")) {
        if (answer.body.empty()) return {};
        return {"a body where none is described"};
    }
    return body_violations(response->second["content"], answer);
}

}  // namespace tenure::e2e
