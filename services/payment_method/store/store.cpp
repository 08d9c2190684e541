#include "payment_method/store/store.hpp"

#include "domain/enum_names.hpp"
#include "payment_method/store/mandate_statements.hpp"
#include "payment_method/store/rows.hpp"
#include "payment_method/store/statements.hpp"
#include "pg/audit.hpp"
#include "pg/events.hpp"
#include "pg/fields.hpp"
#include "pg/idempotency.hpp"
#include "pg/page.hpp"
#include "pg/transaction.hpp"

namespace tenure::payment_method {

namespace {

namespace sql = statements;

template <class Time>
std::optional<std::string> text_of(const std::optional<Time>& time) {
    return time ? std::optional(to_string(*time)) : std::nullopt;
}

RegisteredRow registered_row_of(const pqxx::row& row) {
    return {row["provider"].as<std::string>(), row["token"].as<std::string>(),
            row["fingerprint"].as<std::string>(), std::nullopt};
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

constexpr EnumNames<SubscriptionState, 3> subscription_states{
    {{"none", SubscriptionState::none},
     {"live", SubscriptionState::live},
     {"ended", SubscriptionState::ended}}};

/// The columns of payment_method that differ by type.
struct InstrumentColumns {
    std::string last4;
    std::optional<std::string> holder, brand, funding, country, bic;
    std::optional<int> exp_month, exp_year;
};

InstrumentColumns columns_of(const PaymentMethod& method) {
    InstrumentColumns columns;
    if (const auto* card = std::get_if<Card>(&method.instrument)) {
        columns.last4 = card->last4;
        columns.holder = card->holder;
        columns.brand = card->brand;
        columns.funding = std::string(name_of(card->funding));
        columns.exp_month = card->expiry.month;
        columns.exp_year = card->expiry.year;
        return columns;
    }
    const auto& debit = std::get<SepaDebit>(method.instrument);
    columns.last4 = debit.last4;
    columns.holder = debit.holder;
    columns.country = debit.country;
    columns.bic = debit.bic;
    return columns;
}

/// A zone that has gone from the machine counts as not known.
TimeZone zone_in(const std::optional<pqxx::row>& row, const TimeZone& otherwise) {
    if (!row || (*row)["time_zone"].is_null()) return otherwise;
    const Result<TimeZone> zone = TimeZone::find((*row)["time_zone"].as<std::string>());
    return zone.ok() ? *zone : otherwise;
}

std::optional<Charge> charge_in(const std::optional<pqxx::row>& row, const TimeZone& otherwise) {
    std::optional<Charge> charge = charge_of(row);
    if (charge) charge->zone = zone_in(row, otherwise);
    return charge;
}

class PgTx final : public PaymentMethodTx {
  public:
    PgTx(pg::Transaction& tx, const AccountId& account, std::chrono::milliseconds lease,
         const TimeZone& default_zone)
        : tx_(tx), account_(account), lease_(lease), default_zone_(default_zone) {}

    void put_on_test_clock() override { tx_.run(sql::put_on_test_clock, account_.str()); }
    SubscriptionState subscription_state() override {
        const pqxx::row row = tx_.find(sql::find_subscription_state, account_.str()).value();
        return value_in(subscription_states, row[0].as<std::string>());
    }
    void set_subscription_state(SubscriptionState state) override {
        tx_.run(sql::set_subscription_state, account_.str(),
                std::string(name_in(subscription_states, state)));
    }

    TimeZone zone() override {
        return zone_in(tx_.find(sql::find_zone, account_.str()), default_zone_);
    }
    void set_zone(const TimeZone& zone) override {
        tx_.run(sql::set_zone, account_.str(), zone.name());
    }

    std::optional<PaymentMethod> method(const PaymentMethodId& id) override {
        return method_of(tx_.find(sql::find_method, account_.str(), id.str()));
    }
    std::optional<PaymentMethod> default_method() override {
        return method_of(tx_.find(sql::find_default_method, account_.str()));
    }
    std::size_t count_methods() override {
        return tx_.run(sql::count_methods, account_.str())[0][0].as<std::size_t>();
    }
    bool has_instrument(const InstrumentIdentity& identity) override {
        std::optional<int> month, year;
        if (identity.expiry) {
            month = identity.expiry->month;
            year = identity.expiry->year;
        }
        return tx_.find(sql::find_instrument, account_.str(), identity.fingerprint, year, month)
            .has_value();
    }
    bool has_open_payment(const PaymentMethodId& id) override {
        return tx_.find(sql::find_open_payment, account_.str(), id.str()).has_value();
    }
    Status insert(const PaymentMethod& method, const RegisteredRow& row,
                  const std::optional<IdempotencyKey>& key) override {
        TENURE_TRY(pg::claim(tx_, account_, key, method.id.str()));
        const InstrumentColumns columns = columns_of(method);
        tx_.run(sql::insert_method, account_.str(), method.id.str(),
                std::string(name_of(type_of(method))), row.provider, row.token, row.fingerprint,
                text_of(row.notice_at), to_string(method.created_at), columns.last4, columns.holder,
                columns.brand, columns.exp_month, columns.exp_year, columns.funding,
                columns.country, columns.bic);
        if (const auto* debit = std::get_if<SepaDebit>(&method.instrument))
            insert(method.id, debit->mandate);
        return done;
    }
    void set_default(const PaymentMethodId& id) override {
        tx_.run(sql::set_default_method, account_.str(), id.str());
    }
    RegisteredRow remove(const PaymentMethodId& id, Timestamp now) override {
        const auto row = tx_.find(sql::remove_method, account_.str(), id.str(), to_string(now));
        if (!row) return {};
        return {(*row)["provider"].as<std::string>(), (*row)["token"].as<std::string>(), {}, {}};
    }

    std::optional<RegisteredRow> registered(const PaymentMethodId& id) override {
        const auto row = tx_.find(sql::find_registered, account_.str(), id.str());
        return row ? std::optional(registered_row_of(*row)) : std::nullopt;
    }
    std::vector<RegisteredRow> bank_accounts() override {
        std::vector<RegisteredRow> all;
        for (const pqxx::row& row : tx_.run(sql::find_bank_accounts, account_.str()))
            all.push_back(registered_row_of(row));
        return all;
    }
    void amend(const PaymentMethod& before, const MandateAmended& amended) override {
        const auto& old = std::get<SepaDebit>(before.instrument);
        const Acceptance& acceptance = amended.acceptance;
        tx_.run(sql::insert_amendment, account_.str(), new_id("amd", acceptance.at),
                before.id.str(), old.mandate.reference, old.last4, old.holder,
                to_string(acceptance.at), acceptance.address, acceptance.user_agent);
        tx_.run(sql::amend_method, account_.str(), before.id.str(), amended.row.provider,
                amended.row.token, amended.row.fingerprint, amended.debit.last4,
                amended.debit.country, amended.debit.bic, amended.debit.holder);
    }
    void replace_mandate(const PaymentMethodId& id, const Mandate& mandate) override {
        tx_.run(sql::supersede_mandate, account_.str(), id.str(), to_string(mandate.acceptance.at));
        insert(id, mandate);
    }
    void cancel_mandate(const PaymentMethodId& id, Timestamp now) override {
        tx_.run(sql::cancel_mandate, account_.str(), id.str(), to_string(now));
    }
    bool end_mandate(const PaymentMethodId& id, Timestamp now) override {
        return tx_.find(sql::end_mandate, account_.str(), id.str(), to_string(now)).has_value();
    }

    bool take_notice(const PaymentMethodId& id) override {
        return tx_.find(sql::take_notice, account_.str(), id.str()).has_value();
    }

    std::optional<Charge> charge(const PaymentId& id) override {
        return charge_in(tx_.find(sql::find_charge, account_.str(), id.str()), default_zone_);
    }
    void insert(const Payment& payment, const Caller& caller) override {
        tx_.run(sql::insert_payment, account_.str(), payment.id.str(),
                std::string(name_of(payment.status)), payment.amount.minor(),
                payment.amount.currency().code(), payment.purpose.type, payment.purpose.id,
                payment.description, payment.method.str(), to_string(payment.created_at),
                payment.on_test_clock, caller.subject, caller.request_id, payment.customer_present,
                static_cast<std::int64_t>(lease_.count()));
    }
    void update(const Payment& payment, Timestamp now) override {
        const bool finished = is_decided(payment.status) &&
                              payment.status != PaymentStatus::processing &&
                              payment.status != PaymentStatus::requires_action;
        tx_.run(sql::update_payment, account_.str(), payment.id.str(),
                std::string(name_of(payment.status)), unless_empty(payment.failure_code),
                text_of(payment.due_at), finished, to_string(now), unless_empty(payment.action_url),
                unless_empty(payment.reference), text_of(payment.collected_on));
    }
    bool is_cancelled(const PaymentId& id) override {
        return tx_.find(sql::find_cancelled, account_.str(), id.str()).has_value();
    }
    void cancel(const PaymentId& id, Timestamp now) override {
        tx_.run(sql::insert_cancelled, account_.str(), id.str(), to_string(now));
    }

    std::optional<Refund> refund(const RefundId& id) override {
        return refund_of(tx_.find(sql::find_refund, account_.str(), id.str()));
    }
    std::int64_t promised_minor(const PaymentId& payment) override {
        return tx_.run(sql::sum_refunds, account_.str(), payment.str())[0][0].as<std::int64_t>();
    }
    void insert(const Refund& refund, const Caller& caller) override {
        tx_.run(sql::insert_refund, account_.str(), refund.id.str(), refund.payment.str(),
                std::string(name_of(refund.status)), refund.amount.minor(),
                refund.amount.currency().code(), to_string(refund.created_at), refund.on_test_clock,
                caller.subject, caller.request_id, static_cast<std::int64_t>(lease_.count()));
    }
    void update(const Refund& refund, Timestamp now) override {
        std::optional<std::string> finished_at;
        if (!is_open(refund.status)) finished_at = to_string(now);
        tx_.run(sql::update_refund, account_.str(), refund.id.str(),
                std::string(name_of(refund.status)), unless_empty(refund.failure_code),
                unless_empty(refund.reference), finished_at);
    }

    void append_event(const std::string& type, const std::string& data, Timestamp now) override {
        pg::append_event(tx_, {EventId::make(now).str(), type, account_, now, data});
    }
    void audit(const Caller& caller, const AuditedChange& change) override {
        pg::append_audit(tx_, caller, change);
    }

  private:
    void insert(const PaymentMethodId& method, const Mandate& mandate) {
        const Acceptance& acceptance = mandate.acceptance;
        const Texts& texts = mandate.texts;
        tx_.run(sql::insert_mandate, account_.str(), method.str(), mandate.reference,
                mandate.creditor_identifier, mandate.creditor_name,
                std::string(name_of(mandate.scheme)), to_string(mandate.signed_on),
                to_string(acceptance.at), acceptance.address, acceptance.user_agent, texts.fr,
                texts.nl, texts.en, texts.de, std::string(name_of(mandate.type)));
    }

    pg::Transaction& tx_;
    const AccountId& account_;
    std::chrono::milliseconds lease_;
    const TimeZone default_zone_;
};

class PgStore final : public PaymentMethodStore {
  public:
    PgStore(pg::Pool& pool, std::chrono::milliseconds lease, const TimeZone& default_zone)
        : pool_(pool), lease_(lease), default_zone_(default_zone) {}

    Status transact(const AccountId& account,
                    const std::function<Status(PaymentMethodTx&)>& body) override {
        return pg::transact(pool_, [&](pg::Transaction& tx) -> Status {
            tx.run(sql::insert_account, account.str());
            tx.run(sql::lock_account, account.str());
            PgTx locked(tx, account, lease_, default_zone_);
            return body(locked);
        });
    }
    TimeZone zone(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return zone_in(tx.find(sql::find_zone, account.str()), default_zone_);
        });
    }
    std::optional<PaymentMethod> method(const AccountId& account,
                                        const PaymentMethodId& id) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return method_of(tx.find(sql::find_method, account.str(), id.str()));
        });
    }
    std::optional<PaymentMethod> default_method(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return method_of(tx.find(sql::find_default_method, account.str()));
        });
    }
    bool has_token(const AccountId& account, const std::string& provider,
                   const std::string& token) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return tx.find(sql::find_token, account.str(), provider, token).has_value();
        });
    }
    Result<MethodPage> page(const AccountId& account, int limit,
                            const std::string& cursor) override {
        TENURE_TRY(pg::check_cursor(cursor, PaymentMethodKind::prefix));
        return pg::read(pool_, [&](pg::Transaction& tx) {
            MethodPage page;
            for (const pqxx::row& row : tx.run(sql::page_methods, account.str(), cursor, limit + 1))
                page.methods.push_back(method_of(std::optional(row)).value());
            page.next_cursor = pg::cut_page(page.methods, limit);
            return page;
        });
    }
    std::optional<Charge> charge(const AccountId& account, const PaymentId& id) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return charge_in(tx.find(sql::find_charge, account.str(), id.str()), default_zone_);
        });
    }
    std::optional<Unfinished> take_unfinished() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<Unfinished> {
            const auto row = tx.find(sql::take_unfinished_payment, lease_ms());
            if (!row) return std::nullopt;
            return Unfinished{AccountId((*row)["account_id"].as<std::string>()),
                              PaymentId((*row)["id"].as<std::string>())};
        });
    }
    std::optional<Due> next_due(const AccountId& account) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return due_of(account, tx.find(sql::next_due, account.str()));
        });
    }
    std::optional<Due> take_due(Timestamp now) override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<Due> {
            const auto payment = tx.find(sql::take_due_payment, to_string(now), lease_ms());
            const auto row = payment ? payment : tx.find(sql::find_due_notice, to_string(now));
            if (!row) return std::nullopt;
            Due due{AccountId((*row)["account_id"].as<std::string>()), std::nullopt, std::nullopt,
                    pg::instant_of((*row)["due_us"])};
            if (payment)
                due.payment = PaymentId((*row)["id"].as<std::string>());
            else
                due.expiring = PaymentMethodId((*row)["id"].as<std::string>());
            return due;
        });
    }
    std::optional<Refund> refund(const AccountId& account, const RefundId& id) override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return refund_of(tx.find(sql::find_refund, account.str(), id.str()));
        });
    }
    std::optional<UnfinishedRefund> take_unfinished_refund() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<UnfinishedRefund> {
            const auto row = tx.find(sql::take_unfinished_refund, lease_ms());
            if (!row) return std::nullopt;
            return UnfinishedRefund{AccountId((*row)["account_id"].as<std::string>()),
                                    RefundId((*row)["id"].as<std::string>())};
        });
    }
    void keep(const WaitingNotification& waiting, Timestamp now) override {
        const Notification& told = waiting.notification;
        pg::read(pool_, [&](pg::Transaction& tx) {
            return tx.run(sql::keep_notification, waiting.provider, told.id, told.type,
                          told.account.str(), told.payment.str(), to_string(now));
        });
    }
    std::optional<WaitingNotification> take_notification() override {
        return pg::read(pool_, [&](pg::Transaction& tx) -> std::optional<WaitingNotification> {
            const auto found = tx.find(sql::take_notification, lease_ms());
            if (!found) return std::nullopt;
            const pqxx::row& row = *found;
            return WaitingNotification{row["provider"].as<std::string>(),
                                       {row["id"].as<std::string>(), row["type"].as<std::string>(),
                                        AccountId(row["account_id"].as<std::string>()),
                                        PaymentId(row["payment_id"].as<std::string>())}};
        });
    }
    void finish(const WaitingNotification& waiting) override {
        pg::read(pool_, [&](pg::Transaction& tx) {
            return tx.run(sql::finish_notification, waiting.provider, waiting.notification.id);
        });
    }
    std::int64_t count_unfinished() override {
        return pg::read(pool_, [&](pg::Transaction& tx) {
            return tx.run(sql::count_unfinished_payments)[0][0].as<std::int64_t>();
        });
    }

  private:
    std::int64_t lease_ms() const { return static_cast<std::int64_t>(lease_.count()); }

    pg::Pool& pool_;
    std::chrono::milliseconds lease_;
    const TimeZone default_zone_;
};

}  // namespace

std::unique_ptr<PaymentMethodStore> make_store(pg::Pool& pool, std::chrono::milliseconds lease,
                                               const TimeZone& default_zone) {
    return std::make_unique<PgStore>(pool, lease, default_zone);
}

}  // namespace tenure::payment_method
