#pragma once
// Catalogue files (deploy/catalog): what every reader of one shares.

#include <map>
#include <string>

#include "domain/result.hpp"
#include "json/reader.hpp"

namespace tenure::json {

/// A text by language: {"fr", "nl", "en", "de"}, all of them required.
std::map<std::string, std::string> texts(Reader reader);

/// Tells one text of a catalogue from another, for an ETag. Nothing depends on its strength.
std::string version_of(const std::string& text);

/// The file's text. Error `catalog_invalid` (internal).
Result<std::string> read_file(const std::string& path);
/// What was wrong with a catalogue, as `catalog_invalid` (internal) that names the file and every
/// bad field.
Error catalog_error(const std::string& path, const Error& error);

/// Reads a catalogue with its parser `Result<Catalog>(const std::string&)`.
template <class Parse>
auto load_catalog(const std::string& path, Parse parse) -> decltype(parse(std::string())) {
    TENURE_TRY_ASSIGN(const std::string text, read_file(path));
    auto catalog = parse(text);
    if (!catalog.ok()) return catalog_error(path, catalog.error());
    return catalog;
}

}  // namespace tenure::json
