#pragma once
// The model: one account as the rules of the business describe it, in memory, written without a
// look at the product's code. It says which answers a step may have, follows the one that was
// given, and shows what everybody should then see.

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/calendar.hpp"
#include "model/operation.hpp"

namespace tenure::model {

enum class Cycle { quarterly, annual };
std::string_view name_of(Cycle cycle);

struct Price {
    std::int64_t quarterly = 0, annual = 0;  ///< cents a unit and month
    std::int64_t of(Cycle cycle) const { return cycle == Cycle::quarterly ? quarterly : annual; }
};

/// What is sold: the plans by rank, and a Beyond user.
struct Catalogue {
    std::vector<std::string> plans;
    std::vector<Price> prices;
    std::vector<std::vector<std::string>> features;
    Price beyond;
};

/// What is compared: names and values, as the product's answers and as the model has them.
using View = std::map<std::string, std::string>;

/// Codes of refusals and declines, or "ok".
using Answers = std::set<std::string>;

class Account {
  public:
    Account(const Catalogue& catalogue, Place place, Instant now);

    /// What the product may answer.
    Answers answers(const Operation& operation) const;
    /// Follows an answer that was allowed.
    void follow(const Operation& operation, const std::string& answer);
    View view() const;

    Instant now() const { return now_; }
    Place place() const { return place_; }
    /// The instant to which a step moves the clock.
    Instant target_of(const Operation& operation) const;

  private:
    enum class Life { none, trialing, live, ended };
    enum class Standing { good, past_due, suspended };

    struct Term {
        std::int64_t number = 0;
        Cycle cycle = Cycle::quarterly;
        int anchor = 1;
        Day starts_on, renews_on;
    };
    /// The recurring items as they are at some instant.
    struct Holding {
        std::size_t plan = 0;
        std::int64_t users = 0, beyond = 0;
    };
    struct Change {
        Operation operation;
        bool scheduled = false;  ///< waits for the renewal; else in effect or undone
        bool was_scheduled = false;
    };
    struct Invoice {
        std::string status;
        std::int64_t subtotal = 0, total = 0;
    };
    struct Quote {
        Operation operation;
        std::int64_t total = 0;
        std::int64_t price_version = 0, state_version = 0;
        Instant made_at = 0;
        bool used = false;
    };
    /// What a purchase costs.
    struct Bill {
        std::int64_t subtotal = 0, total = 0;
        bool has_lines = false;
    };

    // account_rules.cpp: what is allowed
    Answers refusals(const Operation& operation) const;
    void refuse_priced(const Operation& operation, Answers& found) const;
    void refuse_quote(const Operation& operation, Answers& found) const;
    void refuse_payment(const Operation& operation, Answers& found) const;
    void refuse_start(const Operation& operation, Answers& found) const;
    bool is_live() const { return life_ == Life::live || life_ == Life::trialing; }
    bool window_open() const;
    bool waits_for_renewal(const Operation& operation) const;
    std::string decline() const;

    // account_money.cpp
    std::int64_t vat_on(std::int64_t subtotal) const;
    Bill billed(std::int64_t subtotal, bool has_lines) const;
    Bill whole_term(const Holding& holding, const Term& term) const;
    Bill price_of(const Operation& operation) const;
    void issue(const Bill& bill, bool paid);

    // account.cpp
    void purchase(const Operation& operation);
    void begin(const Operation& operation);
    static void apply(const Operation& operation, Holding& holding);
    Holding after_renewal() const;
    void changed_price() { ++price_version_, ++state_version_; }

    const Catalogue& catalogue_;
    Place place_;
    Instant now_;
    Life life_ = Life::none;
    Standing standing_ = Standing::good;
    Term term_;
    Holding holding_;
    std::vector<Change> changes_;  ///< in the order in which they were made
    bool cancelled_ = false;
    std::optional<Cycle> next_cycle_;
    std::optional<int> buyer_;
    std::optional<Method> method_;
    std::vector<Invoice> invoices_;
    std::int64_t collected_ = 0;
    std::optional<Quote> quote_;
    std::int64_t price_version_ = 0;  ///< raised by what surely changes a price
    std::int64_t state_version_ = 0;  ///< raised by whatever may
};

}  // namespace tenure::model
