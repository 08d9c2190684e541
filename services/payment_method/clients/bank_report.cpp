#include "payment_method/clients/bank_report.hpp"

#include <charconv>
#include <pugixml.hpp>

namespace tenure::payment_method {

namespace {

using Node = pugi::xml_node;
using Entry = BankReportEntry;

Error invalid(std::string detail) {
    return {ErrorKind::invalid, "bank_report_invalid", std::move(detail)};
}

/// Banks may put a prefix before every name.
std::string_view local_name(Node node) {
    const std::string_view name = node.name();
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

Node child(Node node, std::string_view name) {
    for (Node one : node.children())
        if (local_name(one) == name) return one;
    return {};
}

/// "Rsn/Cd": the first node down the path.
Node descend(Node node, std::string_view path) {
    while (node && !path.empty()) {
        const std::string_view name = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), name.size() + 1));
        node = child(node, name);
    }
    return node;
}

std::string text(Node node, std::string_view path) {
    return descend(node, path).text().get();
}

template <class Visit>
void for_each(Node node, std::string_view name, const Visit& visit) {
    for (Node one : node.children())
        if (local_name(one) == name) visit(one);
}

/// "12.5" is 1250; nothing for another currency or more than two decimals.
std::optional<std::int64_t> cents_of(Node amount) {
    const std::string_view digits = amount.text().get();
    if (!amount || std::string_view(amount.attribute("Ccy").value()) != "EUR") return std::nullopt;
    const std::size_t point = std::min(digits.find('.'), digits.size());
    std::string all(digits.substr(0, point));
    const std::string_view decimals = digits.substr(std::min(digits.size(), point + 1));
    if (decimals.size() > 2) return std::nullopt;
    all += std::string(decimals) + std::string(2 - decimals.size(), '0');
    std::int64_t cents = 0;
    const auto [end, failure] = std::from_chars(all.data(), all.data() + all.size(), cents);
    if (failure != std::errc() || end != all.data() + all.size()) return std::nullopt;
    return cents;
}

std::string reason_in(Node info) {
    const std::string code = text(info, "Rsn/Cd");
    return code.empty() ? text(info, "Rsn/Prtry") : code;
}

// --- pain.002

BankOutcome outcome_of(const std::string& status) {
    if (status == "RJCT" || status == "CANC") return BankOutcome::rejected;
    if (status == "ACSC" || status == "ACCC") return BankOutcome::settled;
    return BankOutcome::accepted;
}

void read_transactions(Node batch, BankReport& report) {
    for_each(batch, "TxInfAndSts", [&](Node one) {
        Entry entry{Entry::Scope::debit, text(one, "OrgnlEndToEndId"),
                    outcome_of(text(one, "TxSts"))};
        if (entry.outcome == BankOutcome::rejected)
            entry.reason = reason_in(child(one, "StsRsnInf"));
        entry.cents = cents_of(descend(one, "OrgnlTxRef/Amt/InstdAmt"));
        report.entries.push_back(std::move(entry));
    });
}

/// A batch or file that is refused as a whole says so without naming debits.
void read_whole(Node node, Entry entry, const char* status, BankReport& report) {
    entry.outcome = outcome_of(text(node, status));
    if (entry.outcome != BankOutcome::rejected) return;
    entry.reason = reason_in(child(node, "StsRsnInf"));
    report.entries.push_back(std::move(entry));
}

void read_pain002(Node message, BankReport& report) {
    const Node group = child(message, "OrgnlGrpInfAndSts");
    read_whole(group, {Entry::Scope::file, text(group, "OrgnlMsgId")}, "GrpSts", report);
    for_each(message, "OrgnlPmtInfAndSts", [&](Node batch) {
        read_whole(batch, {Entry::Scope::batch, text(batch, "OrgnlPmtInfId")}, "PmtInfSts", report);
        read_transactions(batch, report);
    });
}

// --- camt.054

struct Booking {
    bool debit = false;  ///< our account was debited
    bool returned = false;
};

/// Direct debits that we issued: family IDDT; whatever else is booked is none of ours.
bool is_issued_debit(Node code) {
    return text(code, "Domn/Cd") == "PMNT" && text(code, "Domn/Fmly/Cd") == "IDDT";
}

bool is_return(Node code) {
    const std::string family = text(code, "Domn/Fmly/SubFmlyCd");
    return family == "UPDD" || family == "PRDD" || family == "RCDD";
}

Booking booking_of(Node node, Booking outer) {
    const std::string sign = text(node, "CdtDbtInd");
    if (!sign.empty()) outer.debit = sign == "DBIT";
    outer.returned = outer.returned || is_return(child(node, "BkTxCd")) || child(node, "RtrInf") ||
                     text(node, "RvslInd") == "true";
    return outer;
}

void read_booked(Node node, Entry entry, Booking booking, BankReport& report) {
    const bool back = booking.debit || booking.returned;
    entry.outcome = back ? BankOutcome::returned : BankOutcome::settled;
    if (back) entry.reason = reason_in(child(node, "RtrInf"));
    report.entries.push_back(std::move(entry));
}

void read_entry(Node entry, BankReport& report) {
    const Booking booking = booking_of(entry, {});
    const bool ours = is_issued_debit(child(entry, "BkTxCd"));
    for_each(entry, "NtryDtls", [&](Node details) {
        bool single = false;
        for_each(details, "TxDtls", [&](Node one) {
            single = true;
            if (!ours && !is_issued_debit(child(one, "BkTxCd"))) return;
            read_booked(one,
                        {Entry::Scope::debit, text(one, "Refs/EndToEndId"), BankOutcome::settled,
                         "", cents_of(child(one, "Amt"))},
                        booking_of(one, booking), report);
        });
        const std::string batch = text(details, "Btch/PmtInfId");
        if (!single && ours && !batch.empty())
            read_booked(details, {Entry::Scope::batch, batch}, booking, report);
    });
}

void read_camt054(Node message, BankReport& report) {
    for_each(message, "Ntfctn", [&](Node notification) {
        for_each(notification, "Ntry", [&](Node entry) {
            const Node status = child(entry, "Sts");  // a code of its own since version 08
            const std::string code =
                text(status, "Cd").empty() ? status.text().get() : text(status, "Cd");
            if (code == "BOOK") read_entry(entry, report);
        });
    });
}

}  // namespace

Result<BankReport> parse_bank_report(std::string_view xml) {
    pugi::xml_document file;
    // No entities of the file's own are expanded by this library.
    const auto parsed = file.load_buffer(xml.data(), xml.size());
    if (!parsed) return invalid(std::string("not XML: ") + parsed.description());
    const Node document = child(file, "Document");
    BankReport report;
    const Node pain002 = child(document, "CstmrPmtStsRpt");
    const Node camt054 = child(document, "BkToCstmrDbtCdtNtfctn");
    if (!pain002 && !camt054) return invalid("neither pain.002 nor camt.054");
    report.kind = pain002 ? "pain.002" : "camt.054";
    report.message_id = text(pain002 ? pain002 : camt054, "GrpHdr/MsgId");
    if (report.message_id.empty()) return invalid("the message has no id");
    if (pain002)
        read_pain002(pain002, report);
    else
        read_camt054(camt054, report);
    return report;
}

}  // namespace tenure::payment_method
