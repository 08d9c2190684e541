#pragma once
// The model: one account as the rules of the business describe it, in memory, written without a
// look at the product's code. It says which answers a step may have, follows the one that was
// given, and shows what everybody should then see.

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
    /// Types of the news that the steps so far were to bring, each time only what is new.
    std::vector<std::string> take_events();

    Instant now() const { return now_; }
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
        bool fits() const { return users >= 1 && beyond >= 0 && beyond <= users; }
    };
    struct Change {
        Operation operation;
        enum class State { at_once, waits, came, undone, dropped } state = State::at_once;
        std::optional<Instant> at = {};  ///< of what waits: when, if not for the renewal
    };
    struct Invoice {
        std::string status;
        std::int64_t subtotal = 0, total = 0;
        Instant opened_at = 0;
    };
    /// What a purchase costs.
    struct Bill {
        std::int64_t subtotal = 0, total = 0;
        bool has_lines = false;
    };
    struct Quote {
        Operation operation;
        Bill bill;
        std::int64_t price_version = 0, state_version = 0;
        Instant made_at = 0;
        bool used = false;
    };
    /// An open invoice of which a payment failed.
    struct Debt {
        std::size_t invoice = 0;
        Instant since = 0;
        int collections = 0;
        std::optional<Instant> next_attempt, next_reminder;
        bool suspended = false;
        Instant suspends_at() const;
    };
    /// A direct debit that is being processed, or that may still come back.
    struct Debit {
        std::size_t invoice = 0;
        Method method = Method::debit;
        Instant news_at = 0;
        bool paid = false;
    };

    // rules.cpp: what is refused
    Answers refusals(const Operation& operation) const;
    void refuse_start(const Operation& operation, Answers& found) const;
    void refuse_priced(const Operation& operation, Answers& found) const;
    void refuse_users(const Operation& operation, Answers& found) const;
    void refuse_plan(const Operation& operation, Answers& found) const;
    void refuse_cycle(const Operation& operation, Answers& found) const;
    void refuse_beyond(const Operation& operation, Answers& found) const;
    void refuse_trial(const Operation& operation, Answers& found) const;
    void refuse_naming(const Operation& operation, Answers& found) const;
    void refuse_limits(const Operation& operation, Answers& found) const;
    void refuse_payment(const Operation& operation, Answers& found) const;
    void refuse_quote(const Operation& operation, Answers& found) const;
    void refuse_cancel(Answers& found) const;
    void refuse_pay_now(const Operation& operation, Answers& found) const;
    void refuse_undo(const std::vector<Change>& changes, int which, Answers& found) const;
    void refuse_undo_cancel(Answers& found) const;
    void refuse_undo_of(const Change& change, Answers& found) const;
    bool is_live() const { return life_ == Life::live || life_ == Life::trialing; }
    bool window_open() const;
    bool needs_window(const Operation& operation) const;
    bool waits_for_renewal(const Operation& operation) const;
    std::string decline() const;

    // money.cpp
    std::int64_t vat_on(std::int64_t subtotal) const;
    Bill billed(std::int64_t subtotal) const;
    Bill whole_term(const Holding& holding, Cycle cycle) const;
    Bill price_of(const Operation& operation) const;
    void buy(const Bill& bill);
    std::string next_invoice() const;
    std::size_t invoice_of(const Operation& operation) const;

    // time.cpp: what happens by itself
    void advance_to(Instant target);
    std::optional<Instant> next_due() const;
    void run_due(Instant at);
    void renew(Instant at);
    void begin_next_term(Instant at);
    void end();
    void collect(std::size_t invoice, Instant at);
    void paid(std::size_t invoice);
    void failed(std::size_t invoice, Method method, Instant at);
    void take_news(std::size_t debit);
    void collect_debts();
    void pay_now(const Operation& operation);
    void update_standing(Instant at);
    void remind(Debt& debt, Instant at);
    struct Notice {
        Instant at;
        std::string event;
    };
    std::vector<Notice> notices() const;
    void notify(Instant at);
    std::optional<Instant> next_attempt(const Debt& debt, Method method, Instant after) const;
    Debt* debt_of(std::size_t invoice);
    Instant renews_at() const { return start_of(place_, term_.renews_on); }

    // rights.cpp: the trial of Beyond, and who has its rights
    void try_beyond(const Operation& operation);
    void convert_trial();
    const Change* conversion() const;
    bool in_beyond_trial() const;
    std::int64_t places() const;
    bool is_named(int user) const;
    void forget_names();
    std::string right_of(int user) const;
    std::string named() const;

    // account.cpp
    void purchase(const Operation& operation);
    void begin(const Operation& operation);
    void undo(std::vector<Change>& changes, int which);
    static void apply(const Operation& operation, Holding& holding);
    Holding after_renewal(const Change* without = nullptr) const;
    const Change* waiting(Verb verb) const;
    void tell(std::string event) { events_.push_back(std::move(event)); }
    void changed_price() { ++price_version_, ++state_version_; }
    std::string status() const;

    const Catalogue& catalogue_;
    Place place_;
    Instant now_;
    Life life_ = Life::none;
    Standing standing_ = Standing::good;
    Term term_;
    Holding holding_;
    std::vector<Change> changes_;        ///< in the order in which they were made
    std::vector<Change> cycle_changes_;  ///< likewise
    std::optional<Change> cancellation_;
    std::int64_t active_users_ = 0;
    std::optional<Instant> trial_of_beyond_ends_;  ///< there is one, ever
    std::vector<int> named_;                       ///< users with a right, the first one first
    std::optional<int> buyer_;
    std::optional<Method> method_;
    std::vector<Invoice> invoices_;
    std::vector<Debt> debts_;
    std::vector<Debit> debits_;
    std::int64_t collected_ = 0;
    std::optional<Quote> quote_;
    std::vector<std::string> events_;
    Instant told_until_ = 0;          ///< notices of the term up to here have been given
    std::int64_t price_version_ = 0;  ///< raised by what surely changes a price
    std::int64_t state_version_ = 0;  ///< raised by whatever may
};

}  // namespace tenure::model
