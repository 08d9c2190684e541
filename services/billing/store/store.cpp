#include "billing/store/store.hpp"

#include "billing/domain/notices.hpp"
#include "billing/store/credit_notes.hpp"
#include "billing/store/debt_store.hpp"
#include "billing/store/rows.hpp"
#include "billing/store/statements.hpp"
#include "pg/audit.hpp"
#include "pg/events.hpp"
#include "pg/fields.hpp"
#include "pg/idempotency.hpp"
#include "pg/page.hpp"
#include "pg/transaction.hpp"

namespace tenure::billing {

namespace {

namespace sql = statements;

std::string code_of(const Money& amount) {
    return amount.currency().code();
}

template <class Enum, std::size_t size>
std::string name(const EnumNames<Enum, size>& names, Enum value) {
    return std::string(name_in(names, value));
}

/// Also serves plain reads: those see it as BillingReads, without a lock.
class PgTx final : public BillingTx {
  public:
    PgTx(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease,
         VatCheckTimes vat_checks)
        : tx_(tx),
          account_(account.str()),
          lease_(lease),
          debts_(make_debt_tx(tx, account, lease)),
          notes_(tx, account_),
          vat_checks_(tx, account_, vat_checks) {}

    // --- BillingReads
    Account account() override {
        Account account;
        if (const auto row = tx_.find(sql::find_account, account_)) {
            account.version = (*row)["version"].as<std::int64_t>();
            account.time_zone = (*row)["time_zone"].as<std::string>("");
            account.status = value_in(account_status_names, (*row)["status"].as<std::string>());
            account.standing = value_in(standing_names, (*row)["standing"].as<std::string>());
            if (!(*row)["ended_on"].is_null()) account.ended_on = pg::date_of((*row)["ended_on"]);
        }
        for (const pqxx::row& row : tx_.run(sql::list_terms, account_))
            account.terms.push_back(term_of(row).value());
        for (const pqxx::row& row : tx_.run(sql::list_scheduled, account_))
            account.scheduled.push_back(scheduled_of(row));
        return account;
    }
    std::optional<Details> details() override {
        const auto row = tx_.find(sql::find_details, account_);
        if (!row) return std::nullopt;
        Details details = details_of(*row);
        if (!(*row)["checked_us"].is_null())
            details.vat_number_checked_at = pg::instant_of((*row)["checked_us"]);
        details.vat_number_consultation = pg::optional_text((*row)["vat_consultation"]);
        return details;
    }
    std::vector<ItemChange> items() override { return items_by(sql::list_items); }
    std::vector<ItemChange> pending_items() override { return items_by(sql::list_pending_items); }
    std::optional<Quote> find(const QuoteId& id) override {
        const auto row = tx_.find(sql::find_quote, account_, id.str());
        return row ? std::optional(quote_of(*row)) : std::nullopt;
    }
    std::optional<Order> find(const ChangeId& id) override {
        const auto row = tx_.find(sql::find_order, account_, id.str());
        if (!row) return std::nullopt;
        Order order = order_of(*row);
        for (const pqxx::row& item : tx_.run(sql::list_order_items, account_, id.str()))
            order.purchase.operations.push_back(item_of(item).operation);
        if (order.invoice_id) read_parts(*order.invoice_id, order.priced);
        return order;
    }
    std::optional<Invoice> find(const InvoiceId& id) override {
        const auto row = tx_.find(sql::find_invoice, account_, id.str());
        if (!row) return std::nullopt;
        Invoice invoice = invoice_of(*row);
        read_parts(id, invoice.content);
        return invoice;
    }
    bool start_is_pending() override {
        return tx_.find(sql::start_is_pending, account_).has_value();
    }

    std::vector<ItemChange> deferred_items() override { return items_by(sql::list_deferred_items); }

    // --- BillingTx
    CreditNoteBook& credit_notes() override { return notes_; }
    VatCheckBook& vat_checks() override { return vat_checks_; }
    Status claim(const std::optional<IdempotencyKey>& key, const std::string& made) override {
        return pg::claim(tx_, AccountId(account_), key, made);
    }
    void save(const Details& details) override {
        const Address& address = details.address;
        tx_.run(sql::save_details, account_, details.version, details.company_name, address.line1,
                address.line2, address.postal_code, address.city, address.country,
                details.vat_number, name(vat_number_status_names, details.vat_number_status),
                details.email, details.language, details.purchase_order);
    }
    void raise_version() override { tx_.run(sql::raise_version, account_); }
    void insert(const Quote& quote) override {
        std::optional<std::string> next_date;
        std::optional<std::int64_t> next_subtotal;
        std::optional<std::int64_t> next_total;
        if (quote.next) {
            next_date = to_string(quote.next->date);
            next_subtotal = quote.next->subtotal.minor();
            next_total = quote.next->total.minor();
        }
        tx_.run(sql::insert_quote, account_, quote.id.str(), quote.purchase, quote.account_version,
                quote.total.minor(), code_of(quote.total), to_string(quote.created_at),
                to_string(quote.expires_at), to_string(quote.effective_at), next_date,
                next_subtotal, next_total);
    }
    void insert(const Order& order, const Caller& caller) override {
        const Purchase& purchase = order.purchase;
        std::optional<std::string> cycle;
        std::optional<int> trial_days;
        if (purchase.cycle) cycle = std::string(name_of(*purchase.cycle));
        if (purchase.start) {
            cycle = std::string(name_of(purchase.start->cycle));
            trial_days = purchase.start->trial_days;
        }
        std::optional<std::int64_t> term;
        if (order.term) term = order.term->number;
        std::optional<std::string> execute_at;
        if (purchase.execute_at) execute_at = to_string(*purchase.execute_at);
        tx_.run(sql::insert_order, account_, order.id.str(),
                name(purchase_kind_names, purchase.kind), purchase.seller, order.content,
                order.quote.id.str(), to_string(order.placed_at), cycle, order.time_zone, term,
                caller.subject, caller.request_id, caller.on_test_clock,
                static_cast<std::int64_t>(lease_.count()), name(order_status_names, order.status),
                name(effect_names, purchase.effect), to_string(order.effective_at), execute_at,
                purchase.window, trial_days);
        tx_.run(sql::use_quote, account_, order.quote.id.str(), order.id.str());
        insert_items(order);
    }
    void insert_draft(const Invoice& draft) override {
        const Priced& content = draft.content;
        const Seller& seller = draft.seller;
        const Details& buyer = draft.buyer;
        tx_.run(sql::insert_invoice, account_, draft.id.str(), draft.order_id.str(),
                code_of(content.total), content.subtotal.minor(), content.total.minor(),
                joined(draft.legal_mentions), buyer.language, seller.name, seller.address.line1,
                seller.address.line2, seller.address.postal_code, seller.address.city,
                seller.address.country, seller.vat_number, seller.trade_register, seller.iban,
                buyer.company_name, buyer.address.line1, buyer.address.line2,
                buyer.address.postal_code, buyer.address.city, buyer.address.country,
                buyer.vat_number, name(vat_number_status_names, buyer.vat_number_status),
                buyer.email, buyer.purchase_order);
        int position = 0;
        for (const Line& line : content.lines)
            tx_.run(sql::insert_line, account_, draft.id.str(), ++position,
                    name(line_kind_names, line.kind), line.product, line.description.at("fr"),
                    line.description.at("nl"), line.description.at("en"), line.description.at("de"),
                    line.quantity, line.unit_price.minor(), to_string(line.from),
                    to_string(line.until), line.period.months, line.period.days,
                    line.period.days_in_partial_month, line.amount.minor());
        position = 0;
        for (const VatAmount& vat : content.vat)
            tx_.run(sql::insert_vat, account_, draft.id.str(), ++position,
                    name(vat_category_names, vat.treatment.category), vat.treatment.rate,
                    vat.base.minor(), vat.amount.minor());
    }
    std::int64_t take_up(const ChangeId& order) override {
        const auto row = tx_.find(sql::take_up, account_, order.str(),
                                  static_cast<std::int64_t>(lease_.count()));
        return row.value()["attempts"].as<std::int64_t>();
    }
    bool withdraw(const ChangeId& order, std::int64_t attempt) override {
        const pqxx::result gone = tx_.run(sql::withdraw_order, account_, order.str(), attempt);
        if (gone.affected_rows() == 0) return false;
        tx_.run(sql::free_quote, account_, order.str());
        return true;
    }
    void decline(const ChangeId& order, const Decline& decline) override {
        tx_.run(sql::decline_order, account_, order.str(), decline.code, decline.detail);
        set_items(order, ItemStatus::withdrawn);
        tx_.run(sql::withdraw_invoice, account_, order.str());
        tx_.run(sql::free_quote, account_, order.str());
    }
    void apply(const ChangeId& order, const Term& term) override {
        tx_.run(sql::apply_order, account_, order.str(), term.number);
    }
    void set_items(const ChangeId& order, ItemStatus status) override {
        tx_.run(sql::set_items, account_, order.str(), name(item_status_names, status));
    }
    void take_up_deferred(const ChangeId& order, const Term& term) override {
        tx_.run(sql::take_up_deferred, account_, order.str(), term.number,
                static_cast<std::int64_t>(lease_.count()));
    }
    void undo(const ChangeId& order) override {
        tx_.run(sql::undo_order, account_, order.str());
        tx_.run(sql::withdraw_items, account_, order.str());
    }
    Status claim(const std::optional<IdempotencyKey>& key, const ChangeId& made) override {
        return pg::claim(tx_, AccountId(account_), key, made.str());
    }
    void start(const Term& term, const TimeZone& zone) override {
        tx_.run(sql::insert_term, account_, term.number, std::string(name_of(term.cycle)),
                static_cast<std::int64_t>(term.anchor_day), to_string(term.starts_on),
                to_string(term.renews_on));
        const AccountStatus status =
            term.is_trial() ? AccountStatus::trialing : AccountStatus::live;
        const auto notice = next_notice(term, zone, zone.start_of(term.starts_on));
        std::optional<std::string> notice_at;
        std::optional<std::string> notice_name;
        if (notice) {
            notice_at = to_string(notice->at);
            notice_name = name(notice_names, notice->kind);
        }
        tx_.run(sql::begin_life, account_, zone.name(), name(account_status_names, status),
                to_string(zone.start_of(term.renews_on)), notice_at, notice_name);
    }
    std::int64_t take_number(const std::string& seller, int year) override {
        return tx_.run(sql::take_number, seller, year)[0]["last"].as<std::int64_t>();
    }
    void issue(const Invoice& invoice, Timestamp at) override {
        std::optional<std::string> paid_at;
        if (invoice.paid_at) paid_at = to_string(*invoice.paid_at);
        tx_.run(sql::issue_invoice, account_, invoice.id.str(),
                name(invoice_status_names, invoice.status), invoice.number.value(),
                to_string(invoice.issued_on.value()), to_string(at), paid_at);
    }
    void mark_paid(const InvoiceId& invoice, Timestamp at) override {
        tx_.run(sql::pay_invoice, account_, invoice.str(), to_string(at));
    }
    void close(const InvoiceId& invoice, InvoiceStatus status) override {
        tx_.run(sql::close_invoice, account_, invoice.str(), name(invoice_status_names, status));
    }
    void publish(const std::string& type, const std::string& data, Timestamp at) override {
        pg::append_event(tx_, {EventId::make(at).str(), type, AccountId(account_), at, data});
    }
    void audit(const Caller& caller, const AuditedChange& change) override {
        pg::append_audit(tx_, caller, change);
    }
    DebtTx& debts() override { return *debts_; }
    Status consumed(const std::string& from, const std::string& to) override {
        return pg::move_cursor(tx_, "payment_method", from, to);
    }

  private:
    void read_parts(const InvoiceId& invoice, Priced& content) {
        const Currency currency = content.total.currency();
        for (const pqxx::row& row : tx_.run(sql::list_lines, account_, invoice.str()))
            content.lines.push_back(line_of(row, currency));
        for (const pqxx::row& row : tx_.run(sql::list_vat, account_, invoice.str()))
            content.vat.push_back(vat_of(row, currency));
    }

    std::vector<ItemChange> items_by(const pg::Statement& statement) {
        std::vector<ItemChange> items;
        for (const pqxx::row& row : tx_.run(statement, account_)) items.push_back(item_of(row));
        return items;
    }

    void insert_items(const Order& order) {
        int position = 0;
        for (const Operation& operation : order.purchase.operations)
            insert_item(order, operation, ++position);
    }

    void insert_item(const Order& order, const Operation& operation, int position) {
        std::optional<std::string> product, currency, fr, nl, en, de;
        std::optional<std::int64_t> quarterly, annual;
        if (names_product(operation.action)) {
            product = operation.product;
            currency = code_of(operation.prices.quarterly);
            quarterly = operation.prices.quarterly.minor();
            annual = operation.prices.annual.minor();
            fr = operation.names.at("fr");
            nl = operation.names.at("nl");
            en = operation.names.at("en");
            de = operation.names.at("de");
        }
        tx_.run(sql::insert_item, account_, order.id.str(), position, operation.item, product,
                operation.quantity, to_string(order.effective_at), quarterly, annual, currency, fr,
                nl, en, de, name(action_names, operation.action), operation.limited_by,
                operation.minimum);
    }

    pg::Transaction& tx_;
    const std::string account_;
    std::chrono::milliseconds lease_;
    std::unique_ptr<DebtTx> debts_;
    PgCreditNotes notes_;
    PgVatChecks vat_checks_;
};

class PgStore final : public BillingStore {
  public:
    PgStore(pg::Pool& pool, std::chrono::milliseconds lease, VatCheckTimes vat_checks)
        : pool_(pool), lease_(lease), vat_checks_(vat_checks) {}

    Status transact(const AccountId& account,
                    const std::function<Status(BillingTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            tx.run(sql::insert_account, account.str());
            tx.run(sql::lock_account, account.str());
            PgTx locked(tx, account, lease_, vat_checks_);
            return body(locked);
        });
    }
    Status read(const AccountId& account,
                const std::function<Status(BillingReads&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            PgTx reads(tx, account, lease_, vat_checks_);
            return body(reads);
        });
    }
    Result<InvoicePage> invoices(const AccountId& account, std::optional<InvoiceStatus> status,
                                 int limit, const std::string& cursor) override {
        std::optional<std::string> wanted;
        if (status) wanted = name(invoice_status_names, *status);
        TENURE_TRY(pg::check_cursor(cursor, InvoiceKind::prefix));
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Result<InvoicePage> {
            InvoicePage page;
            for (const pqxx::row& row :
                 tx.run(sql::page_invoices, account.str(), cursor, limit + 1, wanted))
                page.invoices.push_back(invoice_of(row));
            page.next_cursor = pg::cut_page(page.invoices, limit);
            return page;
        });
    }
    Result<OrderPage> cycle_changes(const AccountId& account, int limit,
                                    const std::string& cursor) override {
        TENURE_TRY(pg::check_cursor(cursor, ChangeKind::prefix));
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Result<OrderPage> {
            OrderPage page;
            for (const pqxx::row& row :
                 tx.run(sql::page_cycle_changes, account.str(), cursor, limit + 1))
                page.orders.push_back(order_of(row));
            page.next_cursor = pg::cut_page(page.orders, limit);
            return page;
        });
    }
    std::optional<Unfinished> take_unfinished() override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return unfinished_of(
                tx.find(sql::take_unfinished, static_cast<std::int64_t>(lease_.count())));
        });
    }
    std::optional<Unfinished> take_deferred(Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return unfinished_of(tx.find(
                sql::take_deferred, static_cast<std::int64_t>(lease_.count()), to_string(now)));
        });
    }
    std::int64_t count_pending() override {
        const auto count = [](pg::Transaction& tx) -> Result<std::int64_t> {
            return tx.run(sql::count_pending)[0]["pending"].as<std::int64_t>();
        };
        return pg::transact(pool_, count).value();
    }

  private:
    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
    VatCheckTimes vat_checks_;
};

}  // namespace

std::unique_ptr<BillingStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease,
                                         VatCheckTimes vat_checks) {
    return std::make_unique<PgStore>(pool, lease, vat_checks);
}

}  // namespace tenure::billing
