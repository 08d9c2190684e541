// openapi_bundle OUT.json FILE.yaml...: the API's description as one JSON document.

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gateway/openapi_bundle/merge.hpp"
#include "gateway/openapi_bundle/yaml.hpp"

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text << "\n";
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) {
        std::cerr << "Usage: openapi_bundle OUT.json FILE.yaml...\n";
        return 2;
    }
    try {
        std::vector<std::pair<std::string, tenure::openapi::Json>> files;
        for (int i = 2; i < count; ++i) {
            const std::filesystem::path path = arguments[i];
            files.emplace_back(path.filename().string(), tenure::openapi::read_yaml(path.string()));
        }
        write(arguments[1], tenure::openapi::merge(files).dump());
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "openapi_bundle: " << error.what() << "\n";
        return 1;
    }
}
