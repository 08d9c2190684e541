#include "selling/licence.hpp"

#include "domain/enum_names.hpp"
#include "domain/time_zone.hpp"

namespace tenure::selling {

namespace {

constexpr EnumNames<Standing, 3> standing_names{{{"good", Standing::good},
                                                 {"past_due", Standing::past_due},
                                                 {"suspended", Standing::suspended}}};

/// Takes one piece of news over; false when it changes nothing.
struct Taker {
    Licence& licence;

    bool operator()(const TermStarted& news) const {
        if (news.term == licence.term) return false;
        licence.term = news.term;
        if (!news.time_zone.empty()) licence.time_zone = news.time_zone;
        const bool came_in = licence.pending_cycle && licence.term.cycle == next_cycle(licence);
        if (came_in) licence.pending_cycle.reset();
        return true;
    }
    bool operator()(const StandingChanged& news) const {
        if (news.standing == licence.standing) return false;
        licence.standing = news.standing;
        licence.standing_since = news.since;
        return true;
    }
    bool operator()(const LicenceEnded& news) const {
        if (licence.ended_on) return false;
        licence.ended_on = news.ended_on;
        licence.end_reason = news.reason;
        licence.pending_cycle.reset();
        return true;
    }
    bool operator()(const CycleScheduled& news) const {
        licence.pending_cycle = news.change;
        return true;
    }
    bool operator()(const CycleUndone& news) const {
        if (!licence.pending_cycle || licence.pending_cycle->id != news.id) return false;
        licence.pending_cycle.reset();
        return true;
    }
    bool operator()(const OrderNews&) const { return false; }
    bool operator()(std::monostate) const { return false; }
};

}  // namespace

std::string_view name_of(Standing standing) {
    return name_in(standing_names, standing);
}
Standing standing_of(std::string_view name) {
    return value_in(standing_names, name);
}

Cycle next_cycle(const Licence& licence) {
    return licence.pending_cycle ? licence.pending_cycle->cycle : licence.term.cycle;
}

Term term_on(const Licence& licence, Date day) {
    Term term = licence.term;
    if (is_trial(licence) || licence.ended_on) return term;
    while (term.renews_on <= day) term = next_term(term, next_cycle(licence));
    return term;
}

Licence begun(std::string id, const OrderOutcome& outcome, Timestamp started_at) {
    Licence licence;
    licence.id = std::move(id);
    licence.started_at = started_at;
    licence.term = outcome.term.value();
    licence.time_zone = outcome.time_zone;
    return licence;
}

std::optional<Licence> after_news(const Licence& licence, const News& news, Timestamp occurred_at) {
    // On a test clock much may happen at the instant of the start. Of that only an end can be of
    // the life before: this one began in the same instant.
    const bool earlier =
        occurred_at < licence.started_at ||
        (occurred_at == licence.started_at && std::holds_alternative<LicenceEnded>(news));
    if (earlier) return std::nullopt;
    Licence changed = licence;
    if (!std::visit(Taker{changed}, news)) return std::nullopt;
    return changed;
}

}  // namespace tenure::selling
