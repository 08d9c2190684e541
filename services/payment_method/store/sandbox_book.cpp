#include "payment_method/store/sandbox_book.hpp"

#include "domain/enum_names.hpp"
#include "payment_method/store/statements.hpp"
#include "pg/fields.hpp"
#include "pg/transaction.hpp"

namespace tenure::payment_method {

namespace {

namespace sql = statements;

constexpr EnumNames<SandboxBehaviour, 15> behaviours{
    {{"succeeds", SandboxBehaviour::succeeds},
     {"declines", SandboxBehaviour::declines},
     {"lacks_funds", SandboxBehaviour::lacks_funds},
     {"asks_authentication", SandboxBehaviour::asks_authentication},
     {"loses_answer", SandboxBehaviour::loses_answer},
     {"loses_request", SandboxBehaviour::loses_request},
     {"succeeds_late", SandboxBehaviour::succeeds_late},
     {"declines_late", SandboxBehaviour::declines_late},
     {"exceeds_limit", SandboxBehaviour::exceeds_limit},
     {"bounces", SandboxBehaviour::bounces},
     {"is_refunded", SandboxBehaviour::is_refunded},
     {"is_unauthorised", SandboxBehaviour::is_unauthorised},
     {"is_disputed", SandboxBehaviour::is_disputed},
     {"needs_action", SandboxBehaviour::needs_action},
     {"needs_action_declines", SandboxBehaviour::needs_action_declines}}};

SandboxCharge charge_of(const pqxx::row& row) {
    SandboxCharge charge;
    charge.settles_at = pg::instant_of(row["settles_us"]);
    charge.failure_code = row["failure_code"].as<std::string>("");
    if (!row["returns_us"].is_null()) charge.returns_at = pg::instant_of(row["returns_us"]);
    charge.return_code = row["return_code"].as<std::string>("");
    if (!row["action_us"].is_null()) charge.action_until = pg::instant_of(row["action_us"]);
    return charge;
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

class PgSandboxBook final : public SandboxBook {
  public:
    explicit PgSandboxBook(pg::Pool& pool) : pool_(pool) {}

    void keep(const std::string& token, SandboxBehaviour behaviour) override {
        run(sql::sandbox_keep, token, std::string(name_in(behaviours, behaviour)));
    }
    void forget(const std::string& token) override { run(sql::sandbox_forget, token); }

    std::optional<SandboxBehaviour> behaviour_of(const std::string& token) override {
        const pqxx::result rows = run(sql::sandbox_find_instrument, token);
        if (rows.empty()) return std::nullopt;
        return value_in(behaviours, rows[0]["behaviour"].as<std::string>());
    }

    Entry enter(const ChargeRequest& request, const SandboxCharge& charge) override {
        std::optional<std::string> returns_at, action_until;
        if (charge.returns_at) returns_at = to_string(*charge.returns_at);
        if (charge.action_until) action_until = to_string(*charge.action_until);
        const bool first =
            !run(sql::sandbox_enter_charge, request.account.str(), request.payment.str(),
                 request.token, request.amount.minor(), request.amount.currency().code(),
                 to_string(charge.settles_at), unless_empty(charge.failure_code), returns_at,
                 unless_empty(charge.return_code), action_until)
                 .empty();
        return {first ? charge : find(request.account, request.payment).value(), first};
    }

    std::optional<SandboxCharge> find(const AccountId& account, const PaymentId& payment) override {
        const pqxx::result rows = run(sql::sandbox_find_charge, account.str(), payment.str());
        if (rows.empty()) return std::nullopt;
        return charge_of(rows[0]);
    }

    void finish_action(const AccountId& account, const PaymentId& payment,
                       bool authenticated) override {
        run(sql::sandbox_finish_action, account.str(), payment.str(), authenticated);
    }

    bool enter_refund(const RefundRequest& request) override {
        const std::string account = request.account.str();
        const std::string payment = request.charge.payment.str();
        pg::read(pool_, [&](pg::Transaction& tx) {
            tx.run(sql::sandbox_lock_charge, account, payment);
            return tx.run(sql::sandbox_enter_refund, account, payment, request.refund.str(),
                          request.amount.minor());
        });
        return has_refund(request.account, request.refund);
    }

    bool has_refund(const AccountId& account, const RefundId& refund) override {
        return !run(sql::sandbox_find_refund, account.str(), refund.str()).empty();
    }

    bool lose(const AccountId& account, const PaymentId& payment) override {
        return !run(sql::sandbox_lose_request, account.str(), payment.str()).empty();
    }

  private:
    /// Each statement is a transaction of its own: committed whatever becomes of ours.
    template <class... Args>
    pqxx::result run(const pg::Statement& statement, const Args&... args) {
        return pg::transact(pool_,
                            [&](pg::Transaction& tx) {
                                return Result<pqxx::result>(tx.run(statement, args...));
                            })
            .value();
    }

    pg::Pool& pool_;
};

}  // namespace

std::unique_ptr<SandboxBook> make_sandbox_book(pg::Pool& pool) {
    return std::make_unique<PgSandboxBook>(pool);
}

}  // namespace tenure::payment_method
