// What is written for banks is valid by ISO 20022's own schemas; what they report is read.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "payment_method/clients/bank_report.hpp"
#include "payment_method/clients/pain008.hpp"
#include "payment_method/clients/sealer.hpp"
#include "testkit/process.hpp"

using namespace tenure;
using namespace tenure::payment_method;

namespace {

using Entry = BankReportEntry;
namespace fs = std::filesystem;

const fs::path reference = fs::path(TENURE_SOURCE_DIR) / "../shared/reference/data/sepa";

/// Nothing without the reference data: then the test says so and skips.
std::optional<std::string> reference_file(const std::string& name) {
    std::ifstream file(reference / name);
    if (file) {
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }
    WARN("skipped: no reference data " << name);
    return std::nullopt;
}

/// True when the document is valid by the schema; skips without xmllint or reference data.
bool valid(const std::string& document, const std::string& schema) {
    const auto text = reference_file("xsd/" + schema);
    if (!text || std::system("command -v xmllint >/dev/null") != 0) return true;
    const testkit::TempDirectory folder;
    std::ofstream(folder.path() + "/schema.xsd") << *text;
    std::ofstream(folder.path() + "/file.xml") << document;
    const std::string command = "xmllint --noout --schema " + folder.path() + "/schema.xsd " +
                                folder.path() + "/file.xml 2>" + folder.path() + "/errors";
    if (std::system(command.c_str()) == 0) return true;
    std::ifstream errors(folder.path() + "/errors");
    std::ostringstream told;
    told << errors.rdbuf();
    UNSCOPED_INFO(told.str());
    return false;
}

CollectionAccount account() {
    return {{CreditorIdentifier::parse("BE81ZZZ0123456749").value(), "Société d'Exemple & Cie",
             "Rue 1", "1000", "Bruxelles", "BE"},
            Iban::parse("BE68539007547034").value(),
            "GKCCBEBB"};
}

DebitItem debit(const std::string& id, std::int64_t cents) {
    return {id,
            cents,
            "MND01JD8Q2K3H4M5N6P7Q8R9S0T1V",
            parse_date("2026-11-23").value(),
            std::nullopt,
            std::nullopt,
            "Zoë O'Neill",
            Iban::parse("DE89370400440532013000").value(),
            "Facture 2026-000001 <é>"};
}

std::string written(Pain008Version version) {
    std::ostringstream out;
    Pain008Writer writer(out, version, account());
    const Timestamp now = parse_timestamp("2026-11-23T10:00:00.5Z").value();
    writer.begin(Pain008Header{"MSG1", now, {3, 100000000000}});
    DebitBatch batch{
        "MSG1-1", SequenceType::first, Scheme::core, parse_date("2026-12-07").value(), {2, 1}};
    writer.begin(batch);
    writer.add(debit("E1", 1));
    DebitItem amended = debit("E2", 99999999999);
    amended.bic = "DEUTDEFF500";
    amended.amendment = MandateAmendment{"MND00", true};
    writer.add(amended);
    writer.end_batch();
    batch.id = "MSG1-2";
    batch.sequence = SequenceType::recurring;
    batch.scheme = Scheme::b2b;
    batch.totals = {1, 6000};
    writer.begin(batch);
    writer.add(debit("E3", 6000));
    writer.end_batch();
    writer.end();
    return out.str();
}

std::string with(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

std::string pain002(const std::string& inner) {
    return R"(<?xml version="1.0" encoding="UTF-8"?>)"
           R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>)"
           R"(<GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-12-07T10:00:00Z</CreDtTm></GrpHdr>)" +
           inner + "</CstmrPmtStsRpt></Document>";
}

std::string camt054(const std::string& entries) {
    return R"(<?xml version="1.0" encoding="UTF-8"?>)"
           R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">)"
           R"(<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>N1</MsgId>)"
           R"(<CreDtTm>2026-12-08T10:00:00Z</CreDtTm></GrpHdr><Ntfctn><Id>N1</Id>)"
           R"(<Acct><Id><IBAN>BE68539007547034</IBAN></Id></Acct>)" +
           entries + "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>";
}

std::string entry(const std::string& sign, const std::string& family, const std::string& kind,
                  const std::string& details) {
    return R"(<Ntry><Amt Ccy="EUR">60.00</Amt><CdtDbtInd>)" + sign +
           "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>" + family +
           "</Cd><SubFmlyCd>" + kind + "</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>" + details +
           "</NtryDtls></Ntry>";
}

std::string transaction(const std::string& id, const std::string& reason = "",
                        const std::string& sign = "CRDT") {
    const std::string info =
        reason.empty() ? "" : "<RtrInf><Rsn><Cd>" + reason + "</Cd></Rsn></RtrInf>";
    return "<TxDtls><Refs><EndToEndId>" + id + R"(</EndToEndId></Refs><Amt Ccy="EUR">60</Amt>)" +
           "<CdtDbtInd>" + sign + "</CdtDbtInd>" + info + "</TxDtls>";
}

}  // namespace

TEST_CASE("A file of collections is valid by its schema, in both versions") {
    REQUIRE(valid(written(Pain008Version::v08), "pain.008.001.08.xsd"));
    REQUIRE(valid(written(Pain008Version::v02), "pain.008.001.02.xsd"));
    const std::string file = written(Pain008Version::v08);
    REQUIRE(file.find("<SeqTp>FRST</SeqTp>") != std::string::npos);
    REQUIRE(file.find("<LclInstrm><Cd>B2B</Cd></LclInstrm>") != std::string::npos);
    REQUIRE(file.find("<InstdAmt Ccy=\"EUR\">999999999.99</InstdAmt>") != std::string::npos);
    REQUIRE(file.find("<Nm>Zoe O&apos;Neill</Nm>") != std::string::npos);
    REQUIRE(file.find("<Othr><Id>SMNDA</Id></Othr>") != std::string::npos);
    REQUIRE(file.find("<Nm>Societe d&apos;Exemple + Cie</Nm>") != std::string::npos);
}

TEST_CASE("Cents are written as euros") {
    REQUIRE(euros(0) == "0.00");
    REQUIRE(euros(5) == "0.05");
    REQUIRE(euros(123450) == "1234.50");
}

TEST_CASE("A status report tells what was rejected, of a debit, a batch or a file") {
    const std::string document = pain002(
        "<OrgnlGrpInfAndSts><OrgnlMsgId>MSG1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08"
        "</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>"
        "<OrgnlPmtInfAndSts><OrgnlPmtInfId>MSG1-1</OrgnlPmtInfId><TxInfAndSts><StsId>1</StsId>"
        "<OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd>"
        "</Rsn></StsRsnInf></TxInfAndSts><TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId>"
        "<TxSts>ACCP</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>"
        "<OrgnlPmtInfAndSts><OrgnlPmtInfId>MSG1-2</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>"
        "<StsRsnInf><Rsn><Prtry>FF01</Prtry></Rsn></StsRsnInf></OrgnlPmtInfAndSts>");
    REQUIRE(valid(document, "pain.002.001.10.xsd"));
    const auto report = parse_bank_report(document);
    REQUIRE(report.ok());
    REQUIRE(report->kind == "pain.002");
    REQUIRE(report->message_id == "R1");
    REQUIRE(report->entries ==
            std::vector<Entry>{{Entry::Scope::debit, "E1", BankOutcome::rejected, "AC04"},
                               {Entry::Scope::debit, "E2", BankOutcome::accepted},
                               {Entry::Scope::batch, "MSG1-2", BankOutcome::rejected, "FF01"}});
    const auto whole = parse_bank_report(pain002(
        "<OrgnlGrpInfAndSts><OrgnlMsgId>MSG1</OrgnlMsgId><OrgnlMsgNmId>pain.008</OrgnlMsgNmId>"
        "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>"
        "</OrgnlGrpInfAndSts>"));
    REQUIRE(whole->entries ==
            std::vector<Entry>{{Entry::Scope::file, "MSG1", BankOutcome::rejected, "FF01"}});
}

TEST_CASE("A notification tells what was settled and what came back") {
    const std::string document =
        camt054(entry("CRDT", "IDDT", "ESDD", transaction("E1") + transaction("E2")) +
                entry("DBIT", "IDDT", "UPDD", transaction("E2", "AM04", "DBIT")) +
                entry("CRDT", "RCDT", "ESCT", transaction("SALARY")) +
                entry("CRDT", "IDDT", "ESDD",
                      "<Btch><PmtInfId>MSG1-2</PmtInfId><NbOfTxs>5</NbOfTxs></Btch>"));
    REQUIRE(valid(document, "camt.054.001.08.xsd"));
    const auto report = parse_bank_report(document);
    REQUIRE(report.ok());
    REQUIRE(report->kind == "camt.054");
    REQUIRE(report->entries ==
            std::vector<Entry>{{Entry::Scope::debit, "E1", BankOutcome::settled, "", 6000},
                               {Entry::Scope::debit, "E2", BankOutcome::settled, "", 6000},
                               {Entry::Scope::debit, "E2", BankOutcome::returned, "AM04", 6000},
                               {Entry::Scope::batch, "MSG1-2", BankOutcome::settled}});
}

TEST_CASE("Prefixes of names and the status of older versions make no difference") {
    const auto report = parse_bank_report(
        "<n:Document xmlns:n=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.02\">"
        "<n:BkToCstmrDbtCdtNtfctn><n:GrpHdr><n:MsgId>N2</n:MsgId></n:GrpHdr><n:Ntfctn><n:Ntry>"
        "<n:CdtDbtInd>CRDT</n:CdtDbtInd><n:Sts>BOOK</n:Sts><n:BkTxCd><n:Domn><n:Cd>PMNT</n:Cd>"
        "<n:Fmly><n:Cd>IDDT</n:Cd><n:SubFmlyCd>ESDD</n:SubFmlyCd></n:Fmly></n:Domn></n:BkTxCd>"
        "<n:NtryDtls><n:TxDtls><n:Refs><n:EndToEndId>E1</n:EndToEndId></n:Refs></n:TxDtls>"
        "</n:NtryDtls></n:Ntry></n:Ntfctn></n:BkToCstmrDbtCdtNtfctn></n:Document>");
    REQUIRE(report.ok());
    REQUIRE(report->entries ==
            std::vector<Entry>{{Entry::Scope::debit, "E1", BankOutcome::settled}});
}

TEST_CASE("What is no report is refused") {
    for (const std::string& document :
         {std::string(), std::string("no xml"), std::string("<a/>"), std::string("<Document/>"),
          std::string("<Document><BkToCstmrDbtCdtNtfctn/></Document>"),
          std::string("<Document><CstmrPmtStsRpt>")}) {
        INFO(document);
        const auto report = parse_bank_report(document);
        REQUIRE_FALSE(report.ok());
        REQUIRE(report.error().code == "bank_report_invalid");
    }
}

// Each sample stands beside its decoding by another reader. Its bookings are credit transfers: of
// those, nothing is told; as direct debits that came back they would be told in full.
TEST_CASE("Each sample notification of the reference data is read as its decoding says") {
    for (const std::string name : {"camt054.v2", "camt054.v2.with-account-name", "camt054.v8"}) {
        const auto document = reference_file("samples/" + name + ".xml");
        const auto decoded = reference_file("samples/" + name + ".json");
        if (!document || !decoded) return;
        INFO(name);
        const auto expected = nlohmann::json::parse(*decoded);
        const auto report = parse_bank_report(*document);
        REQUIRE(report.ok());
        if (expected["getGroupHeader"].is_object())
            REQUIRE(report->message_id == expected["getGroupHeader"]["getMessageId"]);
        REQUIRE(report->entries.empty());
        const auto as_debits = parse_bank_report(with(*document, "<Cd>ICDT</Cd>", "<Cd>IDDT</Cd>"));
        const auto& entry = expected["getEntries"][0];
        REQUIRE(entry["getStatus"] == "BOOK");
        const auto& transactions = entry["getTransactionDetails"];
        const std::size_t size = transactions.is_array() ? transactions.size() : 0;
        REQUIRE(as_debits->entries.size() == size);
        if (size == 0) continue;
        const auto& first = entry["getTransactionDetail"]["getReference"];
        REQUIRE(as_debits->entries[0].id ==
                (first.is_object() ? first["getEndToEndId"].get<std::string>() : ""));
        // In version 8 each transaction has a sign of its own, which counts: here, of credits.
        const bool debits = name != "camt054.v8";
        for (const Entry& one : as_debits->entries)
            REQUIRE((one.outcome == BankOutcome::returned) == debits);
    }
}

TEST_CASE("The pages of a long report are told apart") {
    const auto page = [](const std::string& number, const std::string& last) {
        return parse_bank_report(with(camt054(""), "</CreDtTm></GrpHdr>",
                                      "</CreDtTm><MsgPgntn><PgNb>" + number + "</PgNb><LastPgInd>" +
                                          last + "</LastPgInd></MsgPgntn></GrpHdr>"))
            ->message_id;
    };
    REQUIRE(page("1", "true") == "N1");
    REQUIRE(page("1", "false") == "N1 page 1");
    REQUIRE(page("2", "true") == "N1 page 2");
}

TEST_CASE("What is sealed is opened with its key and context only") {
    const Sealer sealer(std::string(32, 'k'));
    const std::string sealed = sealer.seal("BE68539007547034", "tok_1");
    REQUIRE(sealed.find("5390") == std::string::npos);
    REQUIRE(sealed != sealer.seal("BE68539007547034", "tok_1"));
    REQUIRE(sealer.open(sealed, "tok_1") == "BE68539007547034");
    REQUIRE_THROWS(sealer.open(sealed, "tok_2"));
    REQUIRE_THROWS(Sealer(std::string(32, 'x')).open(sealed, "tok_1"));
    std::string damaged = sealed;
    damaged[10] = damaged[10] == 'A' ? 'B' : 'A';
    REQUIRE_THROWS(sealer.open(damaged, "tok_1"));
    REQUIRE_THROWS(sealer.open("", "tok_1"));
    REQUIRE_THROWS(sealer.open("1:AAAA", "tok_1"));
}
