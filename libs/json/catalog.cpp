#include "json/catalog.hpp"

#include <fstream>
#include <iterator>

namespace tenure::json {

std::map<std::string, std::string> texts(Reader reader) {
    std::map<std::string, std::string> by_language;
    for (const char* language : {"fr", "nl", "en", "de"})
        by_language.emplace(language, reader.string(language));
    return by_language;
}

// FNV-1a.
std::string version_of(const std::string& text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char byte : text) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 1099511628211ULL;
    }
    return std::to_string(hash);
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorKind::internal, "catalog_invalid", path + " cannot be read"};
    return std::string{std::istreambuf_iterator<char>(file), {}};
}

Error catalog_error(const std::string& path, const Error& error) {
    std::string detail = path + ": " + error.detail;
    for (const FieldError& field : error.fields) detail += "; " + field.pointer + " " + field.code;
    return {ErrorKind::internal, "catalog_invalid", detail};
}

}  // namespace tenure::json
