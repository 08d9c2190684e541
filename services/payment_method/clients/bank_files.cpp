#include "payment_method/clients/bank_files.hpp"

#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

#include "payment_method/clients/bank_report.hpp"

namespace tenure::payment_method {

namespace {

Totals totals_of(std::int64_t debits, std::int64_t cents) {
    return {static_cast<std::size_t>(debits), cents};
}

ReportedOutcome outcome_of(const BankReportEntry& entry) {
    ReportedOutcome outcome;
    outcome.scope = static_cast<ReportedOutcome::Scope>(entry.scope);
    outcome.id = entry.id;
    outcome.reason = entry.reason;
    outcome.cents = entry.cents;
    if (entry.outcome == BankOutcome::rejected) outcome.status = CollectionStatus::rejected;
    if (entry.outcome == BankOutcome::returned) outcome.status = CollectionStatus::returned;
    return outcome;
}

/// An empty file for its owner's eyes only: it will hold account numbers.
void make_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("collections cannot be written to " + path);
    ::close(file);
}

/// Hands a file's content, or a folder's names, to the disk.
bool is_on_disk(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool synced = ::fsync(file) == 0;
    ::close(file);
    return synced;
}

class BankFiles final : public BankExchange {
  public:
    BankFiles(const Sealer& sealer, BankFilesOptions options)
        : sealer_(sealer), options_(std::move(options)) {}

    void write(const CollectionFile& file, SepaBook& book) override {
        const std::string path = options_.folder + "/" + file.message_id + ".xml";
        // Another attempt may be writing the same file: whoever is last replaces it whole.
        const std::string part = path + "." + new_id("part", file.created_at);
        make_private(part);
        std::ofstream out(part, std::ios::binary | std::ios::trunc);
        write(file, book, out);
        out.close();
        // On the disk before the books say so: what they call written is never written again.
        if (!out || !is_on_disk(part) || std::rename(part.c_str(), path.c_str()) != 0 ||
            !is_on_disk(options_.folder))
            throw std::runtime_error("collections cannot be written to " + path);
    }

    Result<Report> read(const std::string& document) override {
        TENURE_TRY_ASSIGN(const BankReport read, parse_bank_report(document));
        Report report{read.kind + " " + read.message_id, {}};
        // That the bank has accepted a file says nothing yet of its debits.
        for (const BankReportEntry& entry : read.entries)
            if (entry.outcome != BankOutcome::accepted)
                report.outcomes.push_back(outcome_of(entry));
        return report;
    }

  private:
    void write(const CollectionFile& file, SepaBook& book, std::ostream& out) {
        Pain008Writer writer(out, options_.version, options_.account);
        writer.begin(
            Pain008Header{file.message_id, file.created_at, totals_of(file.debits, file.cents)});
        for (const CollectionBatch& batch : book.batches(file.id)) {
            writer.begin(DebitBatch{batch.id, batch.sequence, batch.scheme, batch.collected_on,
                                    totals_of(batch.debits, batch.cents)});
            book.for_each_item(batch.id,
                               [&](const CollectionItem& item) { writer.add(debit_of(item)); });
            writer.end_batch();
        }
        writer.end();
    }

    static std::optional<MandateAmendment> amendment_of(const CollectionItem& item) {
        if (!item.amended) return std::nullopt;
        return MandateAmendment{std::nullopt, true};
    }

    DebitItem debit_of(const CollectionItem& item) const {
        const SepaAccount& account = item.account;
        const std::string iban = sealer_.open(account.sealed_iban, account.token);
        return {item.end_to_end_id,
                item.cents,
                account.mandate_reference,
                account.signed_on,
                amendment_of(item),
                account.bic,
                account.holder,
                Iban::parse(iban).value(),
                item.description};
    }

    const Sealer& sealer_;
    BankFilesOptions options_;
};

}  // namespace

std::unique_ptr<BankExchange> make_bank_files(const Sealer& sealer, BankFilesOptions options) {
    return std::make_unique<BankFiles>(sealer, std::move(options));
}

}  // namespace tenure::payment_method
