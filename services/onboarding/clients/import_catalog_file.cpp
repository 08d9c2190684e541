#include "onboarding/clients/import_catalog_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "domain/vat_number.hpp"
#include "json/catalog.hpp"
#include "json/reader.hpp"

namespace tenure::onboarding {

namespace {

using json::Reader;

constexpr std::int64_t longest_cell = 60'000;

/// Names become members of JSON records and parts of file names.
std::string plain_name(Reader& reader) {
    const std::string name = reader.string("name", {1, 40});
    const bool plain = std::all_of(name.begin(), name.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    if (!plain) reader.reject("name", "invalid_characters", "a-z and _ only");
    return name;
}

ImportField field_in(Reader& reader) {
    ImportField field;
    field.name = plain_name(reader);
    const std::string type = reader.string("type");
    if (const auto known = parse_field_type(type))
        field.type = *known;
    else
        reader.reject("type", "unknown_value", "no type of fields");
    field.labels = json::texts(reader.object("labels"));
    field.required = reader.optional_boolean("required").value_or(false);
    field.max_length = static_cast<std::size_t>(
        reader.optional_integer("max_length", 1, longest_cell).value_or(255));
    if (reader.has("also_called")) field.also_called = reader.strings("also_called", 0, 50);
    return field;
}

ImportModule module_in(Reader& reader) {
    ImportModule module;
    module.name = plain_name(reader);
    module.labels = json::texts(reader.object("labels"));
    for (Reader& field : reader.objects("fields", 1, 100)) {
        ImportField read = field_in(field);
        if (module.find(read.name) != nullptr)
            field.reject("name", "duplicate", "the module has a field of this name");
        module.fields.push_back(std::move(read));
    }
    return module;
}

void read_countries(Reader& root, ImportCatalog& catalog) {
    for (Reader& country : root.objects("countries", 0, 300)) {
        const std::string code = country.string("code", {2, 2});
        if (!is_country(code)) country.reject("code", "unknown_value", "no ISO 3166-1 code");
        for (const std::string& name : country.strings("names", 1, 20))
            catalog.countries.emplace(simplified(name), code);
    }
}

}  // namespace

Result<ImportCatalog> parse_import_catalog(const std::string& text) {
    TENURE_TRY_ASSIGN(Reader root, Reader::parse(text));
    ImportCatalog catalog;
    catalog.max_modules = static_cast<int>(root.integer("max_modules", 1, 100));
    for (Reader& module : root.objects("modules", 1, 50)) {
        ImportModule read = module_in(module);
        if (catalog.find(read.name) != nullptr)
            module.reject("name", "duplicate", "there is a module of this name");
        catalog.modules.push_back(std::move(read));
    }
    read_countries(root, catalog);
    TENURE_TRY(root.finish());
    catalog.version = json::version_of(text);
    return catalog;
}

Result<ImportCatalog> load_import_catalog(const std::string& path) {
    return json::load_catalog(path, parse_import_catalog);
}

}  // namespace tenure::onboarding
