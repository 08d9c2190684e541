#include "onboarding/http/import_dto.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::onboarding {

namespace {

using json::Object;
using json::Reader;

constexpr std::pair<std::string_view, Encoding> encodings[] = {
    {"utf-8", Encoding::utf8},
    {"utf-16le", Encoding::utf16_le},
    {"utf-16be", Encoding::utf16_be},
    {"windows-1252", Encoding::windows_1252},
    {"iso-8859-15", Encoding::iso_8859_15}};
constexpr std::pair<std::string_view, char> separators[] = {
    {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}};
constexpr std::pair<std::string_view, char> decimal_signs[] = {{"comma", ','}, {"point", '.'}};
constexpr std::int64_t most_columns = 500;

Object text_or_null(const std::optional<std::string>& text) {
    return text ? Object(*text) : Object(nullptr);
}

Object format_json(const std::optional<FileFormat>& format) {
    if (!format) return nullptr;
    const Object sign = format->decimal_sign == 0     ? Object(nullptr)
                        : format->decimal_sign == ',' ? Object("comma")
                                                      : Object("point");
    return {{"encoding", name_of(format->encoding)},
            {"separator", name_of_separator(format->separator)},
            {"decimal_sign", sign}};
}

Object columns_json(const std::vector<ImportColumn>& columns) {
    Object list = Object::array();
    for (std::size_t i = 0; i < columns.size(); ++i)
        list.push_back({{"column", i + 1},
                        {"heading", columns[i].heading},
                        {"field", text_or_null(columns[i].field)}});
    return list;
}

Object failure_json(const std::optional<ImportFailure>& failure) {
    if (!failure) return nullptr;
    return {{"code", failure->code}, {"detail", failure->detail}};
}

/// What every mention of an import tells; no cell of the file is in it.
Object summary_json(const Import& import) {
    return {{"id", import.id.str()},
            {"module", import.module},
            {"state", name_of(import.state)},
            {"size", import.size},
            {"received", import.received},
            {"format", format_json(import.format)},
            {"columns", columns_json(import.columns)},
            {"rows", import.rows},
            {"clean", import.clean},
            {"delivery",
             {{"skip_faulty", import.skip_faulty},
              {"records", import.delivered},
              {"of", import.clean},
              {"applied", applied(import)}}},
            {"failure", failure_json(import.failure)},
            {"created_at", json::write(import.created_at)},
            {"updated_at", json::write(import.updated_at)},
            {"created_by", import.created_by}};
}

Object import_json(const Import& import) {
    Object object = summary_json(import);
    object["report"] = import.report ? Object::parse(*import.report) : Object(nullptr);
    return object;
}

Object fault_json(const ImportFault& fault) {
    return {{"row", fault.row},
            {"line", fault.line},
            {"column", fault.column},
            {"field", fault.field.empty() ? Object(nullptr) : Object(fault.field)},
            {"code", fault.code}};
}

Object report_json(const ImportReport& report) {
    Object by_code = Object::object();
    for (const auto& [code, count] : report.faults_by_code) by_code[code] = count;
    Object faults = Object::array();
    for (const ImportFault& fault : report.faults) faults.push_back(fault_json(fault));
    Object preview = Object::array();
    for (const std::string& record : report.preview) preview.push_back(Object::parse(record));
    return {{"rows", report.rows},       {"clean", report.clean}, {"faulty", report.faulty()},
            {"faults_by_code", by_code}, {"faults", faults},      {"preview", preview}};
}

class JsonDocuments final : public ImportDocuments {
  public:
    std::string report(const ImportReport& report) override {
        return json::dump(report_json(report));
    }
    std::string import(const Import& import) override {
        return json::dump(Object{{"import", summary_json(import)}});
    }
};

MappedColumn mapped_in(Reader& reader) {
    return {reader.integer("column", 1, most_columns), reader.string("field", {1, 40})};
}

Object field_json(const ImportField& field) {
    return {{"name", field.name},
            {"type", name_of(field.type)},
            {"required", field.required},
            {"max_length", field.max_length},
            {"labels", field.labels}};
}

}  // namespace

Result<CreateImport> parse_import(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    CreateImport command;
    command.caller = request.caller;
    command.idempotency = request.idempotency;
    command.module = body.string("module", {1, 40});
    command.size = body.integer("size", 1, largest_import);
    TENURE_TRY(body.finish());
    return command;
}

Result<ImportId> parse_import_id(const http::Request& request) {
    auto id = ImportId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "import_not_found", "the account has no such import"};
}

Result<std::int64_t> parse_offset(const http::Request& request) {
    const std::string text = request.query_parameter("offset").value_or("");
    std::int64_t offset = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, offset);
    if (!text.empty() && error == std::errc() && stop == end && offset >= 0 &&
        offset < largest_import)
        return offset;
    return Error{ErrorKind::invalid,
                 "invalid_fields",
                 "say where in the file the part begins",
                 {{"/offset", text.empty() ? "required" : "out_of_range",
                   "a whole number from 0 to 49999999"}}};
}

Result<MapImport> parse_mapping(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    MapImport command{request.caller, {}, {}, {}, 0, {}};
    if (body.has("encoding")) command.encoding = body.enumeration<Encoding>("encoding", encodings);
    if (body.has("separator")) command.separator = body.enumeration<char>("separator", separators);
    if (body.has("decimal_sign"))
        command.decimal_sign = body.enumeration<char>("decimal_sign", decimal_signs);
    for (Reader& column : body.objects("columns", 1, most_columns))
        command.columns.push_back(mapped_in(column));
    TENURE_TRY(body.finish());
    TENURE_TRY_ASSIGN(command.id, parse_import_id(request));
    return command;
}

Result<bool> parse_delivery(const http::Request& request) {
    if (request.body.empty()) return false;
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    const bool skip_faulty = body.optional_boolean("skip_faulty").value_or(false);
    TENURE_TRY(body.finish());
    return skip_faulty;
}

std::string to_json(const Import& import) {
    return json::dump(import_json(import));
}

std::string to_json(const ImportPage& page) {
    Object data = Object::array();
    for (const Import& import : page.imports) data.push_back(summary_json(import));
    return json::dump(Object{{"data", data}, {"next_cursor", text_or_null(page.next_cursor)}});
}

std::string modules_json(const ImportCatalog& catalog) {
    Object modules = Object::array();
    for (const ImportModule& module : catalog.modules) {
        Object fields = Object::array();
        for (const ImportField& field : module.fields) fields.push_back(field_json(field));
        modules.push_back({{"name", module.name}, {"labels", module.labels}, {"fields", fields}});
    }
    return json::dump(Object{{"max_modules", catalog.max_modules},
                             {"max_size", largest_import},
                             {"max_part", largest_part},
                             {"data", modules}});
}

std::unique_ptr<ImportDocuments> make_import_documents() {
    return std::make_unique<JsonDocuments>();
}

}  // namespace tenure::onboarding
