// The model's trial of Beyond, and who has the rights.

#include <algorithm>

#include "model/account.hpp"

namespace tenure::model {

/// 14 days, until a local day begins; what it converts to is ordered for that instant.
void Account::try_beyond(const Operation& operation) {
    trial_of_beyond_ends_ = start_of(place_, local_day(place_, now_).plus(14));
    Change change{operation, Change::State::at_once, {}};
    if (operation.a > 0) {
        change.state = Change::State::waits;
        change.at = trial_of_beyond_ends_;
        tell("order.scheduled");
        ++state_version_;
    }
    changes_.push_back(change);
}

const Account::Change* Account::conversion() const {
    return waiting(Verb::try_beyond);
}

/// The trial is over: what was ordered for its end is bought as if it were asked for now.
void Account::convert_trial() {
    const auto found = std::find_if(changes_.begin(), changes_.end(),
                                    [&](const Change& change) { return &change == conversion(); });
    found->state = Change::State::at_once;
    const Operation bought{Verb::to_beyond, found->operation.a};
    const Bill bill = price_of(bought);
    Answers refused;
    if (standing_ == Standing::suspended) refused.insert("account_suspended");
    refuse_limits(bought, refused);
    if (bill.has_lines) refuse_payment(bought, refused);
    if (!refused.empty() || (bill.has_lines && !decline().empty())) {
        tell("order.declined");
    } else {
        found->state = Change::State::came;
        tell("order.applied");
        apply(bought, holding_);
        buy(bill);
    }
    forget_names();
    ++state_version_;
}

/// Who has bought Beyond does not try it any more.
bool Account::in_beyond_trial() const {
    return trial_of_beyond_ends_ && now_ < *trial_of_beyond_ends_ && holding_.beyond == 0;
}

/// How many may be named; 0 when everybody has the rights.
std::int64_t Account::places() const {
    if (holding_.beyond > 0) return holding_.beyond;
    return conversion() != nullptr ? conversion()->operation.a : 0;
}

bool Account::is_named(int user) const {
    return std::find(named_.begin(), named_.end(), user) != named_.end();
}

/// Names belong to one stretch of Beyond.
void Account::forget_names() {
    if (places() == 0) named_.clear();
}

std::string Account::right_of(int user) const {
    if (life_ == Life::ended) return "subscription_ended";
    if (standing_ == Standing::suspended) return "account_suspended";
    if (holding_.beyond == 0) return in_beyond_trial() ? "trial" : "basic";
    if (!is_named(user)) return "not_named";
    const auto place = std::find(named_.begin(), named_.end(), user) - named_.begin();
    return place < holding_.beyond ? "named" : "no_place";
}

std::string Account::named() const {
    std::string text;
    for (std::size_t i = named_.size(); i-- > 0;)  // the newest first
        text += "user-" + std::to_string(named_[i]) +
                (static_cast<std::int64_t>(i) < places() ? " " : " (not in effect) ");
    return text;
}

}  // namespace tenure::model
