#pragma once
// Direct debit through the bank as its tests need it: the service with a folder for the bank, and
// the bank's reports.

#include <fstream>
#include <sstream>

#include "integration/payment_method/fixture.hpp"
#include "testkit/process.hpp"

namespace tenure::test {

constexpr const char* iban = "BE62510007547061";
constexpr std::chrono::days a_day{1};

inline Variables with_bank(const std::string& folder) {
    return {{"TENURE_COLLECTIONS_DIR", folder},
            {"TENURE_DEBIT_PROVIDER", "sepa_xml"},
            {"TENURE_IBAN_KEY", "a key for account numbers, 32 bytes"},
            {"TENURE_CREDITOR_IBAN", "BE68539007547034"}};
}

struct Bank {
    testkit::TempDirectory folder;
    Fixture f{with_bank(folder.path())};

    std::string keep(const std::string& number, const std::string& account = "acc_one",
                     const std::string& terms = "") {
        const auto answer = f.service.call(
            f.as(Role::owner, account), "POST", "/v1/payment-methods",
            R"({"type":"sepa_debit","sepa_debit":{"iban":")" + number +
                R"(","account_holder":"Exemple & Cie"},"mandate":{"accepted":true)" + terms + "}}");
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json()["id"];
    }
    std::string pay(const std::string& account = "acc_one") {
        const std::string id = f.new_payment();
        const auto answer = f.service.call(f.as(Role::service, account), "POST",
                                           "/internal/v1/payments", Fixture::payment_body(id));
        INFO(answer.body);
        REQUIRE(answer.json()["status"] == "processing");
        return id;
    }
    testkit::Answer collect() {
        return f.service.call(f.as(Role::operator_), "POST", "/v1/operator/collections", "");
    }
    testkit::Answer report(const std::string& document) {
        return f.service.call(f.as(Role::operator_), "POST", "/v1/operator/bank-reports",
                              nlohmann::json{{"document", document}}.dump());
    }
    std::string file(const std::string& name) const {
        std::ifstream in(folder.path() + "/" + name);
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    }
    nlohmann::json payment(const std::string& id) { return f.get("/v1/payments/" + id).json(); }
    void await_status(const std::string& id, const std::string& status) {
        f.await([&] { return payment(id)["status"] == status; });
    }
};

inline std::string reference_of(const std::string& payment) {
    std::string digits = payment.substr(4);
    for (char& c : digits) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return digits;
}

inline std::string rejected(const std::string& message, const std::string& payment,
                            const std::string& reason) {
    return R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>)"
           "<GrpHdr><MsgId>" +
           message + "</MsgId></GrpHdr><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>" +
           reference_of(payment) + "</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>" +
           reason + "</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts>\n" +
           "</CstmrPmtStsRpt></Document>";
}

inline std::string booked(const std::string& message, const std::string& payment,
                          const std::string& reason = "", const std::string& euros = "") {
    const std::string kind = reason.empty() ? "ESDD" : "UPDD";
    const std::string info =
        reason.empty() ? "" : "<RtrInf><Rsn><Cd>" + reason + "</Cd></Rsn></RtrInf>";
    return R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">)"
           "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>" +
           message + "</MsgId></GrpHdr><Ntfctn><Ntry><CdtDbtInd>" +
           (reason.empty() ? "CRDT" : "DBIT") +
           "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd>"
           "<SubFmlyCd>" +
           kind + "</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>" +
           reference_of(payment) + "</EndToEndId></Refs>" +
           (euros.empty() ? "" : R"(<Amt Ccy="EUR">)" + euros + "</Amt>") + info +
           "</TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>";
}

}  // namespace tenure::test
