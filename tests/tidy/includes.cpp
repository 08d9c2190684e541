#include "tidy/includes.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace tenure::tidy {

namespace {

using Names = std::vector<std::string>;

/// What a layer may include: folders of ours (from the include roots libs/ and services/), and
/// names of third parties. "platform" stands for POSIX headers.
struct Layer {
    Names ours;
    Names third_party;
};

bool has(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Names folders(const std::string& path) {
    Names parts;
    std::size_t begin = 0;
    for (std::size_t end; (end = path.find('/', begin)) != std::string::npos; begin = end + 1)
        parts.push_back(path.substr(begin, end - begin));
    return parts;
}

std::string file_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

const Names every_lib = {"domain", "config", "log", "metrics", "json",
                         "http",   "https",  "pg",  "runtime"};
const Names seller_libs = {"selling", "selling_http", "selling_pg"};

/// libs/<name>: what each may use of the others.
const std::map<std::string, Layer>& lib_layers() {
    static const std::map<std::string, Layer> layers = {
        {"domain", {{"domain"}, {}}},
        {"config", {{"config", "domain"}, {"platform"}}},
        {"log", {{"log", "domain"}, {"platform"}}},
        {"metrics", {{"metrics", "domain"}, {"platform"}}},
        {"json", {{"json", "domain"}, {"nlohmann"}}},
        {"http", {{"http", "domain", "json", "log", "metrics"}, {"platform", "openssl"}}},
        {"https", {{"https", "domain"}, {}}},
        {"pg", {{"pg", "domain", "log", "metrics", "embedded"}, {"platform", "openssl", "pqxx"}}},
        {"runtime", {every_lib, {"platform"}}},
        {"selling", {{"selling", "domain"}, {}}},
        {"selling_http", {{"selling_http", "selling", "domain", "http", "json"}, {"nlohmann"}}},
        {"selling_pg",
         {{"selling_pg", "selling", "domain", "pg", "json", "embedded"}, {"pqxx", "nlohmann"}}},
        {"testkit",
         {{"testkit", "domain", "config", "log", "metrics", "json", "http", "pg", "runtime"},
          {"platform", "nlohmann", "pqxx"}}},
    };
    return layers;
}

std::optional<Layer> lib_layer(const std::string& lib, const std::string& path) {
    const auto found = lib_layers().find(lib);
    if (found == lib_layers().end()) return std::nullopt;
    Layer layer = found->second;
    const bool source = path.ends_with(".cpp");
    if (path == "libs/domain/time_zone.cpp") layer.third_party.push_back("date");
    if (lib == "log" && source)
        layer.third_party.insert(layer.third_party.end(), {"spdlog", "fmt"});
    if (lib == "metrics" && source) layer.third_party.push_back("prometheus");
    if (path == "libs/https/https.cpp") layer.third_party.push_back("curl");
    if (lib == "http" && source) layer.third_party.push_back("pistache");
    if (lib == "http" && file_name(path).starts_with("client"))
        layer.third_party.push_back("boost");
    return layer;
}

/// The layers of a service; `layer` is "" for main, module and config.
std::optional<Layer> service_layer(const std::string& service, const std::string& layer,
                                   const std::string& path) {
    const auto own = [&](const char* folder) { return service + "/" + folder; };
    const bool source = path.ends_with(".cpp");
    if (layer.empty()) {
        Layer root{every_lib, {"platform"}};
        root.ours.insert(root.ours.end(), {service, "embedded"});
        root.ours.insert(root.ours.end(), seller_libs.begin(), seller_libs.end());
        return root;
    }
    if (layer == "domain") return Layer{{own("domain"), "domain", "selling"}, {}};
    if (layer == "app") return Layer{{own("app"), own("domain"), "domain", "selling"}, {}};
    if (layer == "http") {
        Layer http{{own("http"), own("app"), own("domain"), "domain", "http", "json", "selling",
                    "selling_http"},
                   {}};
        if (source && file_name(path).find("dto") != std::string::npos)
            http.third_party = {"nlohmann"};
        return http;
    }
    if (layer == "clients") {
        Layer clients{{own("clients"), own("app"), own("domain"), "domain", "http", "https", "json",
                       "log", "selling", "selling_http"},
                      {}};
        clients.third_party = {"openssl"};
        if (source) clients.third_party.push_back("nlohmann");
        if (path == "services/payment_method/clients/bank_files.cpp" ||
            path == "services/onboarding/clients/import_directory.cpp")
            clients.third_party.push_back("platform");
        if (path == "services/payment_method/clients/bank_report.cpp")
            clients.third_party.push_back("pugixml");
        return clients;
    }
    if (layer == "store") {
        Layer store{
            {own("store"), own("app"), own("domain"), "domain", "pg", "selling", "selling_pg"}, {}};
        // rows.hpp reads rows of pqxx and is for the store's own .cpp files.
        if (source || file_name(path) == "rows.hpp") store.third_party = {"pqxx"};
        return store;
    }
    return std::nullopt;
}

/// Customers reach the gateway: it has no layers of a service, and the third parties of an edge.
Layer gateway_layer() {
    Layer gateway{every_lib, {"platform", "boost", "openssl", "nlohmann", "yaml-cpp"}};
    gateway.ours.push_back("gateway");
    return gateway;
}

/// Nothing when the file lies where no layer is known.
std::optional<Layer> layer_of(const std::string& path) {
    const Names parts = folders(path);
    if (parts.size() == 2 && parts[0] == "libs") return lib_layer(parts[1], path);
    if (parts.size() < 2 || parts[0] != "services") return std::nullopt;
    if (parts[1] == "gateway") return gateway_layer();
    return service_layer(parts[1], parts.size() > 2 ? parts[2] : "", path);
}

struct Include {
    std::string header;
    bool quoted = false;
};

std::optional<Include> include_of(const std::string& line) {
    constexpr std::string_view directive = "#include ";
    if (!line.starts_with(directive)) return std::nullopt;
    const bool quoted = line[directive.size()] == '"';
    const std::size_t end = line.find(quoted ? '"' : '>', directive.size() + 1);
    if (end == std::string::npos) return std::nullopt;
    return Include{line.substr(directive.size() + 1, end - directive.size() - 1), quoted};
}

/// "" for the standard library, "platform" for POSIX and Linux, else the third party's name.
std::string party_of(const std::string& header) {
    for (const char* platform : {"sys/", "arpa/", "netinet/", "net/", "linux/"})
        if (header.starts_with(platform)) return "platform";
    const std::size_t slash = header.find('/');
    if (slash != std::string::npos) return header.substr(0, slash);
    if (header.ends_with(".hpp")) return header.substr(0, header.size() - 4);
    return header.ends_with(".h") ? "platform" : "";
}

bool allowed(const Layer& layer, const Include& include) {
    if (!include.quoted) {
        const std::string party = party_of(include.header);
        return party.empty() || has(layer.third_party, party);
    }
    return std::any_of(layer.ours.begin(), layer.ours.end(), [&](const std::string& folder) {
        return include.header.starts_with(folder + "/");
    });
}

}  // namespace

Violations check_includes(const SourceFile& file) {
    if (file.path.starts_with("tests/")) return {};  // a test may look at everything
    Violations violations;
    const std::optional<Layer> layer = layer_of(file.path);
    if (!layer) return {{file.path, 0, "a file where no layer lies"}};
    int number = 0;
    for (const std::string& line : lines_of(file.text)) {
        ++number;
        const std::optional<Include> include = include_of(line);
        if (include && !allowed(*layer, *include))
            violations.push_back({file.path, number, "may not include " + include->header});
    }
    return violations;
}

}  // namespace tenure::tidy
