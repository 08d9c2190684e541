#include "onboarding/domain/import_schema.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "domain/enum_names.hpp"

namespace tenure::onboarding {

namespace {

constexpr EnumNames<FieldType, 12> field_types{{{"text", FieldType::text},
                                                {"note", FieldType::note},
                                                {"email", FieldType::email},
                                                {"phone", FieldType::phone},
                                                {"url", FieldType::url},
                                                {"country", FieldType::country},
                                                {"vat_number", FieldType::vat_number},
                                                {"date", FieldType::date},
                                                {"decimal", FieldType::decimal},
                                                {"integer", FieldType::integer},
                                                {"boolean", FieldType::boolean},
                                                {"currency", FieldType::currency}}};

/// The letters of U+00C0-U+00FF without their accents; a space where it is no letter.
constexpr std::string_view plain_letters =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty";

/// The second byte of U+00C0-U+00FF in UTF-8, behind 0xC3.
char plain_letter(char second) {
    return plain_letters[static_cast<unsigned char>(second) - 0x80U];
}

bool is_latin_1(std::string_view text, std::size_t at) {
    return text[at] == '\xC3' && at + 1 < text.size() &&
           (static_cast<unsigned char>(text[at + 1]) & 0xC0U) == 0x80U;
}

/// Everything that a heading may be called for the field to be meant, simplified.
std::set<std::string> names_of(const ImportField& field) {
    std::set<std::string> names{simplified(field.name)};
    for (const auto& [language, label] : field.labels) names.insert(simplified(label));
    for (const std::string& name : field.also_called) names.insert(simplified(name));
    return names;
}

}  // namespace

std::string_view name_of(FieldType type) {
    return name_in(field_types, type);
}

std::optional<FieldType> parse_field_type(std::string_view name) {
    for (const auto& [text, type] : field_types)
        if (text == name) return type;
    return std::nullopt;
}

const ImportField* ImportModule::find(std::string_view field) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const ImportField& one) { return one.name == field; });
    return found == fields.end() ? nullptr : &*found;
}

const ImportModule* ImportCatalog::find(std::string_view module) const {
    const auto found = std::find_if(modules.begin(), modules.end(),
                                    [&](const ImportModule& one) { return one.name == module; });
    return found == modules.end() ? nullptr : &*found;
}

std::string simplified(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= 'A' && c <= 'Z') {
            plain += static_cast<char>(c - 'A' + 'a');
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            plain += c;
        } else if (is_latin_1(text, i)) {
            const char letter = plain_letter(text[++i]);
            if (letter != ' ') plain += letter;
        } else if (static_cast<unsigned char>(c) >= 0x80) {
            plain += c;
        }
    }
    return plain;
}

ColumnMapping propose_mapping(const ImportModule& module,
                              const std::vector<std::string>& headings) {
    ColumnMapping mapping;
    std::set<std::size_t> taken;
    for (const ImportField& field : module.fields) {
        const std::set<std::string> names = names_of(field);
        for (std::size_t i = 0; i < headings.size(); ++i) {
            if (taken.contains(i) || !names.contains(simplified(headings[i]))) continue;
            mapping.push_back({static_cast<std::int64_t>(i) + 1, field.name});
            taken.insert(i);
            break;
        }
    }
    std::sort(mapping.begin(), mapping.end(),
              [](const MappedColumn& a, const MappedColumn& b) { return a.column < b.column; });
    return mapping;
}

Status check_mapping(const ImportModule& module, std::int64_t columns,
                     const ColumnMapping& mapping) {
    std::vector<FieldError> errors;
    std::set<std::int64_t> seen_columns;
    std::set<std::string> seen_fields;
    for (std::size_t i = 0; i < mapping.size(); ++i) {
        const std::string at = "/columns/" + std::to_string(i);
        if (mapping[i].column < 1 || mapping[i].column > columns)
            errors.push_back({at + "/column", "column_not_found",
                              "the file has columns 1 to " + std::to_string(columns)});
        else if (!seen_columns.insert(mapping[i].column).second)
            errors.push_back(
                {at + "/column", "column_mapped_twice", "this column is mapped already"});
        if (module.find(mapping[i].field) == nullptr)
            errors.push_back(
                {at + "/field", "unknown_field_name", "the module has no field of this name"});
        else if (!seen_fields.insert(mapping[i].field).second)
            errors.push_back({at + "/field", "field_mapped_twice", "this field has a column"});
    }
    for (const ImportField& field : module.fields)
        if (field.required && !seen_fields.contains(field.name))
            errors.push_back({"/columns", "required_field_unmapped",
                              "no column is mapped to " + field.name + ", which is required"});
    if (errors.empty()) return done;
    return Error{ErrorKind::invalid, "invalid_fields", "the columns cannot be mapped so", errors};
}

}  // namespace tenure::onboarding
