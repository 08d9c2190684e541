#include "payment_method/clients/pain008.hpp"

#include <ostream>

namespace tenure::payment_method {

namespace {

constexpr std::size_t longest_name = 70;
constexpr std::size_t longest_remittance = 140;

/// SEPA's characters hold one that XML gives a meaning to.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '\'')
            result += "&apos;";
        else
            result += c;
    }
    return result;
}

std::string sepa(const std::string& text, std::size_t longest) {
    return escaped(sepa_text(text, longest));
}

const char* name_space(Pain008Version version) {
    return version == Pain008Version::v02 ? "urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"
                                          : "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08";
}

/// Whole seconds.
std::string time_of(Timestamp instant) {
    return to_string(Timestamp(std::chrono::floor<std::chrono::seconds>(instant)));
}

}  // namespace

std::string euros(std::int64_t cents) {
    const std::string rest = std::to_string(100 + cents % 100);
    return std::to_string(cents / 100) + "." + rest.substr(1);
}

Pain008Writer::Pain008Writer(std::ostream& out, Pain008Version version, CollectionAccount account)
    : out_(out), version_(version), account_(std::move(account)) {}

void Pain008Writer::begin(const Pain008Header& header) {
    out_ << R"(<?xml version="1.0" encoding="UTF-8"?>)"
         << "\n<Document xmlns=\"" << name_space(version_)
         << "\"><CstmrDrctDbtInitn>\n<GrpHdr><MsgId>" << header.message_id << "</MsgId><CreDtTm>"
         << time_of(header.created_at) << "</CreDtTm><NbOfTxs>" << header.totals.count
         << "</NbOfTxs><CtrlSum>" << euros(header.totals.cents) << "</CtrlSum><InitgPty><Nm>"
         << sepa(account_.creditor.name, longest_name) << "</Nm></InitgPty></GrpHdr>\n";
}

void Pain008Writer::begin(const DebitBatch& batch) {
    const Creditor& creditor = account_.creditor;
    out_ << "<PmtInf><PmtInfId>" << batch.id << "</PmtInfId><PmtMtd>DD</PmtMtd><NbOfTxs>"
         << batch.totals.count << "</NbOfTxs><CtrlSum>" << euros(batch.totals.cents)
         << "</CtrlSum><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>"
         << (batch.scheme == Scheme::core ? "CORE" : "B2B") << "</Cd></LclInstrm><SeqTp>"
         << code_of(batch.sequence) << "</SeqTp></PmtTpInf><ReqdColltnDt>"
         << to_string(batch.collected_on) << "</ReqdColltnDt><Cdtr><Nm>"
         << sepa(creditor.name, longest_name) << "</Nm></Cdtr><CdtrAcct><Id><IBAN>"
         << account_.iban.str() << "</IBAN></Id></CdtrAcct>";
    agent("CdtrAgt", account_.bic);
    out_ << "<ChrgBr>SLEV</ChrgBr><CdtrSchmeId><Id><PrvtId><Othr><Id>" << creditor.identifier.str()
         << "</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>\n";
}

void Pain008Writer::add(const DebitItem& item) {
    out_ << "<DrctDbtTxInf><PmtId><EndToEndId>" << item.end_to_end_id
         << "</EndToEndId></PmtId><InstdAmt Ccy=\"EUR\">" << euros(item.cents)
         << "</InstdAmt><DrctDbtTx><MndtRltdInf><MndtId>" << escaped(item.mandate_reference)
         << "</MndtId><DtOfSgntr>" << to_string(item.signed_on) << "</DtOfSgntr>";
    if (item.amendment) amendment(*item.amendment);
    out_ << "</MndtRltdInf></DrctDbtTx>";
    agent("DbtrAgt", item.bic);
    out_ << "<Dbtr><Nm>" << sepa(item.debtor, longest_name) << "</Nm></Dbtr><DbtrAcct><Id><IBAN>"
         << item.iban.str() << "</IBAN></Id></DbtrAcct><RmtInf><Ustrd>"
         << sepa(item.remittance, longest_remittance) << "</Ustrd></RmtInf></DrctDbtTxInf>\n";
}

void Pain008Writer::end_batch() {
    out_ << "</PmtInf>\n";
}

void Pain008Writer::end() {
    out_ << "</CstmrDrctDbtInitn></Document>\n";
}

void Pain008Writer::agent(const char* name, const std::optional<std::string>& bic) {
    const char* tag = version_ == Pain008Version::v02 ? "BIC" : "BICFI";
    out_ << "<" << name << "><FinInstnId>";
    if (bic)
        out_ << "<" << tag << ">" << *bic << "</" << tag << ">";
    else
        out_ << "<Othr><Id>NOTPROVIDED</Id></Othr>";
    out_ << "</FinInstnId></" << name << ">";
}

void Pain008Writer::amendment(const MandateAmendment& amendment) {
    out_ << "<AmdmntInd>true</AmdmntInd><AmdmntInfDtls>";
    if (amendment.original_reference)
        out_ << "<OrgnlMndtId>" << escaped(*amendment.original_reference) << "</OrgnlMndtId>";
    if (amendment.other_account)
        out_ << "<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>";
    out_ << "</AmdmntInfDtls>";
}

}  // namespace tenure::payment_method
