#pragma once
// What can be imported: modules and their fields, as the catalogue (deploy/catalog/imports.json)
// says, and which column of a file holds which field.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace tenure::onboarding {

/// A text by language: fr, nl, en, de.
using Texts = std::map<std::string, std::string>;

enum class FieldType {
    text,  ///< one line
    note,  ///< of several lines
    email,
    phone,
    url,
    country,  ///< ISO 3166-1 alpha-2, or a name that the catalogue knows
    vat_number,
    date,
    decimal,  ///< kept as text, exact
    integer,
    boolean,
    currency,
};
std::string_view name_of(FieldType type);
std::optional<FieldType> parse_field_type(std::string_view name);

struct ImportField {
    std::string name;  ///< "invoice_number"
    FieldType type = FieldType::text;
    bool required = false;
    std::size_t max_length = 255;  ///< in characters
    Texts labels;
    std::vector<std::string> also_called;  ///< headings by which files are known to name it
};

struct ImportModule {
    std::string name;  ///< "contacts"
    Texts labels;
    std::vector<ImportField> fields;

    /// nullptr when it has no such field.
    const ImportField* find(std::string_view field) const;
};

/// Countries by what files call them, simplified (see simplified()).
using CountryNames = std::map<std::string, std::string, std::less<>>;

struct ImportCatalog {
    std::vector<ImportModule> modules;
    CountryNames countries;
    int max_modules = 3;  ///< of one account
    std::string version;

    /// nullptr when there is no such module.
    const ImportModule* find(std::string_view module) const;
};

/// Lower case, without accents, spaces and punctuation: "Numéro de facture" and "NUMERO_DE_FACTURE"
/// are one heading. Letters beyond Latin-1 stay as they are.
std::string simplified(std::string_view text);

/// Column (from 1) and the field that it holds.
struct MappedColumn {
    std::int64_t column = 0;
    std::string field;
    bool operator==(const MappedColumn&) const = default;
};
using ColumnMapping = std::vector<MappedColumn>;

/// By the headings: each field goes to the first column that is called like it.
ColumnMapping propose_mapping(const ImportModule& module, const std::vector<std::string>& headings);

/// Error `invalid_fields` with the pointer of each bad entry: column_not_found, unknown_field_name,
/// column_mapped_twice, field_mapped_twice; at /columns required_field_unmapped.
Status check_mapping(const ImportModule& module, std::int64_t columns,
                     const ColumnMapping& mapping);

}  // namespace tenure::onboarding
