#include "onboarding/domain/import_pass.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tenure;
using namespace tenure::onboarding;
using namespace std::string_literals;

namespace {

const CountryNames countries{{"belgique", "BE"}};

ImportField field(std::string name, FieldType type, bool required = false) {
    ImportField made;
    made.name = std::move(name);
    made.type = type;
    made.required = required;
    return made;
}

ImportModule contacts() {
    ImportModule module;
    module.name = "contacts";
    module.fields = {field("last_name", FieldType::text, true), field("email", FieldType::email),
                     field("country", FieldType::country)};
    module.fields[0].labels = {{"fr", "Nom de famille"}, {"nl", "Achternaam"}};
    module.fields[1].also_called = {"E-mail", "Adresse électronique"};
    return module;
}

struct Outcome {
    ImportReport report;
    std::string records;
};

Outcome pass(std::string_view file, std::size_t piece = 7, const FileFormat& format = {}) {
    const ImportModule module = contacts();
    Outcome outcome;
    ImportPass pass(format, module, {{1, "last_name"}, {2, "email"}}, countries,
                    [&](std::string_view line) {
                        outcome.records += line;
                        return true;
                    });
    for (std::size_t at = 0; at < file.size(); at += piece) pass.feed(file.substr(at, piece));
    outcome.report = pass.finish();
    return outcome;
}

Result<Inspection> inspected(std::string_view file) {
    FileInspector inspector;
    for (std::size_t at = 0; at < file.size(); at += 5) inspector.feed(file.substr(at, 5));
    return inspector.finish();
}

std::string refusal(std::string_view file) {
    const auto found = inspected(file);
    return found.ok() ? "" : found.error().code;
}

}  // namespace

TEST_CASE("A file is inspected before anything is decided") {
    const auto found = inspected("\xEF\xBB\xBFNom;E-mail\r\nZoé;zoe@example.be\r\n");
    REQUIRE(found.ok());
    CHECK(found->format == FileFormat{Encoding::utf8, ';', 0});
    CHECK(found->headings == std::vector<std::string>{"Nom", "E-mail"});

    const auto excel = inspected("sep=;\r\nNom;E-mail\r\nZo\xE9;zoe@example.be\r\n");
    REQUIRE(excel.ok());
    CHECK(excel->format.encoding == Encoding::windows_1252);
    CHECK(excel->headings == std::vector<std::string>{"Nom", "E-mail"});
}

TEST_CASE("Files without data, without headings or without text are refused with a code") {
    CHECK(refusal("") == "import_empty");
    CHECK(refusal("\n\n") == "import_empty");
    CHECK(refusal("name,email\n") == "import_empty");
    CHECK(refusal("PK\x03\x04\n\n") == "import_not_csv");
    CHECK(refusal("name,\"email\nZoe,zoe@example.be\n") == "import_headings_invalid");
    CHECK(refusal("na\0me,email\nZoe,zoe@example.be\n"s) == "import_headings_invalid");
}

TEST_CASE("Clean rows become records, the others faults with row, line and column") {
    const Outcome outcome = pass(
        "Nom,E-mail\n"
        "Dubois,zoe@Example.be\n"
        "\n"
        "\"Van\n den Berg\",max@example.be\n"
        ",max@\n"
        "Maes\n"
        "Claes,a@example.be,extra\n"
        "Peeters,b@example.be,,\n");
    CHECK(outcome.records ==
          "{\"row\":2,\"last_name\":\"Dubois\",\"email\":\"zoe@example.be\"}\n"
          "{\"row\":8,\"last_name\":\"Peeters\",\"email\":\"b@example.be\"}\n");
    CHECK(outcome.report.rows == 6);
    CHECK(outcome.report.clean == 2);
    CHECK(outcome.report.faulty() == 4);
    CHECK(outcome.report.faults ==
          std::vector<ImportFault>{{4, 4, 1, "last_name", "control_character"},
                                   {5, 6, 1, "last_name", "required"},
                                   {5, 6, 2, "email", "invalid_email"},
                                   {6, 7, 2, "email", "too_few_cells"},
                                   {7, 8, 3, "", "too_many_cells"}});
    CHECK(outcome.report.preview.size() == 2);
}

TEST_CASE("NUL bytes and broken characters are faults of their cells") {
    const Outcome outcome = pass("a,b\nZo\0e,z@example.be\nZo\xE9,z@example.be\nMax,\n"s);
    REQUIRE(outcome.report.faults.size() == 2);
    CHECK(outcome.report.faults[0].code == "nul_character");
    CHECK(outcome.report.faults[1].code == "invalid_character");
    CHECK(outcome.report.clean == 1);
}

TEST_CASE("A field of ten million bytes costs its row only") {
    const std::string file =
        "a,b\nMax," + std::string(10'000'000, 'x') + "\nMaes,maes@example.be\n";
    const Outcome outcome = pass(file, 65'536);
    CHECK(outcome.report.rows == 2);
    CHECK(outcome.report.clean == 1);
    CHECK(outcome.report.faults.at(0) == ImportFault{2, 2, 2, "email", "cell_too_long"});
}

TEST_CASE("Faults beyond the first hundred are counted, not kept") {
    std::string file = "a,b\n";
    for (int i = 0; i < 1000; ++i) file += "Max,none\n";
    const Outcome outcome = pass(file, 4096);
    CHECK(outcome.report.faults.size() == kept_faults);
    CHECK(outcome.report.faults_by_code.at("invalid_email") == 1000);
}

TEST_CASE("A sink may stop the pass") {
    const ImportModule module = contacts();
    int taken = 0;
    ImportPass pass({}, module, {{1, "last_name"}}, countries,
                    [&](std::string_view) { return ++taken < 2; });
    CHECK_FALSE(pass.feed("a\nb\nc\nd\ne\n"));
    CHECK(taken == 2);
}

TEST_CASE("Columns are proposed by their headings in any language and spelling") {
    const ColumnMapping mapping = propose_mapping(
        contacts(), {"Pays", "ADRESSE ELECTRONIQUE", "nom_de_famille", "Country", "E-Mail"});
    CHECK(mapping == ColumnMapping{{2, "email"}, {3, "last_name"}, {4, "country"}});
}

TEST_CASE("A mapping names columns and fields that exist, each once, and all that is required") {
    const auto codes = [](const ColumnMapping& mapping) {
        std::vector<std::string> found;
        const Status status = check_mapping(contacts(), 3, mapping);
        if (!status.ok())
            for (const auto& one : status.error().fields) found.push_back(one.code);
        return found;
    };
    using Codes = std::vector<std::string>;
    CHECK(codes({{1, "last_name"}, {3, "email"}}) == Codes{});
    CHECK(codes({}) == Codes{"required_field_unmapped"});
    CHECK(codes({{4, "last_name"}}) == Codes{"column_not_found"});
    CHECK(codes({{0, "last_name"}}) == Codes{"column_not_found"});
    CHECK(codes({{1, "last_name"}, {1, "email"}}) == Codes{"column_mapped_twice"});
    CHECK(codes({{1, "last_name"}, {2, "last_name"}}) == Codes{"field_mapped_twice"});
    CHECK(codes({{1, "surname"}}) == Codes{"unknown_field_name", "required_field_unmapped"});
}

TEST_CASE("Property: pieces of any size give the same records and the same report") {
    rc::check([] {
        const auto file = *rc::gen::container<std::string>(
            rc::gen::element('a', '@', '.', ',', '"', '\n', '\r', '\0', '\xE9'));
        const auto piece = *rc::gen::inRange<std::size_t>(1, 9);
        const Outcome whole = pass("a,b\n" + file, file.size() + 4);
        const Outcome pieces = pass("a,b\n" + file, piece);
        RC_ASSERT(whole.records == pieces.records);
        RC_ASSERT(whole.report == pieces.report);
        RC_ASSERT(whole.report.clean == static_cast<std::int64_t>(std::count(
                                            whole.records.begin(), whole.records.end(), '\n')));
    });
}
