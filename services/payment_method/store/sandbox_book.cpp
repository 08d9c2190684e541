#include "payment_method/store/sandbox_book.hpp"

#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "payment_method/store/statements.hpp"
#include "pg/transaction.hpp"

namespace tenure::payment_method {

namespace {

namespace sql = statements;

constexpr std::array<std::pair<std::string_view, SandboxBehaviour>, 6> behaviours{
    {{"succeeds", SandboxBehaviour::succeeds},
     {"declines", SandboxBehaviour::declines},
     {"lacks_funds", SandboxBehaviour::lacks_funds},
     {"asks_authentication", SandboxBehaviour::asks_authentication},
     {"loses_answer", SandboxBehaviour::loses_answer},
     {"loses_request", SandboxBehaviour::loses_request}}};

std::string_view name_of(SandboxBehaviour behaviour) {
    for (const auto& [name, value] : behaviours)
        if (value == behaviour) return name;
    throw std::invalid_argument("unnamed sandbox behaviour");
}

SandboxBehaviour behaviour_named(std::string_view name) {
    for (const auto& [known, value] : behaviours)
        if (known == name) return value;
    throw std::invalid_argument("unknown sandbox behaviour " + std::string(name));
}

ChargeOutcome outcome_in(const pqxx::row& row) {
    if (row["status"].as<std::string>() == "succeeded") return ChargeOutcome::success();
    return ChargeOutcome::failure(row["failure_code"].as<std::string>());
}

class PgSandboxBook final : public SandboxBook {
  public:
    explicit PgSandboxBook(pg::Pool& pool) : pool_(pool) {}

    void keep_card(const std::string& token, SandboxBehaviour behaviour) override {
        run(sql::sandbox_keep_card, token, std::string(name_of(behaviour)));
    }
    void forget_card(const std::string& token) override { run(sql::sandbox_forget_card, token); }

    std::optional<SandboxBehaviour> behaviour_of(const std::string& token) override {
        const pqxx::result rows = run(sql::sandbox_find_card, token);
        if (rows.empty()) return std::nullopt;
        return behaviour_named(rows[0]["behaviour"].as<std::string>());
    }

    Entry enter(const ChargeRequest& request, const ChargeOutcome& outcome) override {
        const bool succeeded = outcome.kind == ChargeOutcome::Kind::succeeded;
        std::optional<std::string> failure;
        if (!succeeded) failure = outcome.failure_code;
        const bool first =
            !run(sql::sandbox_enter_charge, request.account.str(), request.payment.str(),
                 request.token, request.amount.minor(), request.amount.currency().code(),
                 std::string(succeeded ? "succeeded" : "failed"), failure)
                 .empty();
        return {first ? outcome : find(request.account, request.payment).value(), first};
    }

    std::optional<ChargeOutcome> find(const AccountId& account, const PaymentId& payment) override {
        const pqxx::result rows = run(sql::sandbox_find_charge, account.str(), payment.str());
        if (rows.empty()) return std::nullopt;
        return outcome_in(rows[0]);
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
