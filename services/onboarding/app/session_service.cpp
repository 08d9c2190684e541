#include "onboarding/app/session_service.hpp"

#include <algorithm>

#include "domain/failpoint.hpp"

namespace tenure::onboarding {

namespace {

Error session_not_found() {
    return {ErrorKind::not_found, "session_not_found", "the account has no such session"};
}
Error slot_taken() {
    return {ErrorKind::conflict, "slot_taken", "nobody who was asked for is free then"};
}

std::string path_of(const Session& session) {
    return "/v1/onboarding/sessions/" + session.id.str();
}

}  // namespace

// --- what a booking must keep to, under the account's lock

Result<Order> SessionService::deliverable(OnboardingTx& tx) const {
    const std::vector<Order> orders = tx.orders().all();
    const Order* const order = latest(orders);
    if (order == nullptr || content_of(catalog_.offer(order->package), Part::sessions) == nullptr)
        return Error{ErrorKind::conflict, "order_missing",
                     "the account has no package with sessions"};
    TENURE_TRY(check_deliverable(orders, *order));
    return *order;
}

Status SessionService::check_left(OnboardingTx& tx, const Order& order) const {
    const std::int64_t limit =
        content_of(catalog_.offer(order.package), Part::sessions)->limit.value_or(0);
    if (used_sessions(tx.sessions().all(), order.engagement) < limit) return done;
    return Error{ErrorKind::conflict,
                 "no_session_left",
                 "all sessions of the package are booked or used",
                 {},
                 {{"limit", limit}}};
}

/// The expert is locked, so that nobody else takes the slot meanwhile.
Status SessionService::check_slot(OnboardingTx& tx, const ExpertId& id, Timestamp begins,
                                  Timestamp now, const std::optional<Session>& moved) const {
    TENURE_TRY(check_offered(begins, rules(), now));
    const std::optional<Expert> expert = tx.experts().lock(id);
    if (!expert || !expert->active) return slot_taken();
    std::vector<Stretch> busy = tx.experts().busy(id, {begins, begins + rules().length});
    if (moved && moved->expert == id) std::erase(busy, moved->during);
    if (is_free_slot(working_time_of(*expert), busy, begins, rules())) return done;
    return slot_taken();
}

/// Who is free then, who is moved from first, then whoever has least to do. Nothing is locked.
std::vector<ExpertId> SessionService::candidates(const AccountId& account, const SlotQuery& query,
                                                 Timestamp begins,
                                                 const std::optional<Session>& moved) {
    std::vector<std::pair<std::size_t, ExpertId>> found;
    store_.read(account, [&](OnboardingTx& tx) {
        found.clear();
        const Stretch slot{begins, begins + rules().length};
        for (const Expert& expert : tx.experts().speaking(query.language)) {
            if (query.expert && *query.expert != expert.id) continue;
            std::vector<Stretch> busy = tx.experts().busy(expert.id, slot);
            if (moved && moved->expert == expert.id) std::erase(busy, moved->during);
            if (!is_free_slot(working_time_of(expert), busy, begins, rules())) continue;
            const bool same = moved && moved->expert == expert.id;
            const auto week = std::chrono::days(7);
            const std::size_t load =
                same ? 0 : 1 + tx.experts().busy(expert.id, {begins - week, begins + week}).size();
            found.emplace_back(load, expert.id);
        }
    });
    std::sort(found.begin(), found.end());
    std::vector<ExpertId> experts;
    for (auto& [load, id] : found) experts.push_back(std::move(id));
    return experts;
}

// --- booking, moving, cancelling

Result<Done> SessionService::book_with(const BookCommand& command, const ExpertId& expert,
                                       const SessionId& id) {
    const Caller& caller = command.caller;
    return store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        TENURE_TRY_ASSIGN(const Order order, deliverable(tx));
        TENURE_TRY(check_left(tx, order));
        TENURE_TRY(check_slot(tx, expert, command.begins, caller.now, {}));
        TENURE_TRY(tx.claim(command.key, id.str()));
        Session session;
        session.id = id;
        session.engagement = order.engagement;
        session.expert = expert;
        session.during = {command.begins, command.begins + rules().length};
        session.language = command.language;
        session.topic = command.topic;
        session.booked_at = session.changed_at = caller.now;
        TENURE_TRY(tx.sessions().insert(session));
        if (const auto waiting = tx.sessions().waiting()) tx.sessions().remove(waiting->id);
        tx.seller().audit(caller, {.action = "session.booked",
                                   .resource = path_of(session),
                                   .before = std::nullopt,
                                   .after = documents_.session(session)});
        tx.publish("onboarding.session_booked", documents_.session(session), caller.now);
        return done;
    });
}

Result<SessionView> SessionService::book(const BookCommand& command) {
    const Caller& caller = command.caller;
    if (command.key && command.key->resume)
        return find(caller.account, SessionId(*command.key->resume));
    const SessionId id = SessionId::make(caller.now);
    // What the order and the day forbid is said before who is free.
    Status possible = done;
    store_.read(caller.account, [&](OnboardingTx& tx) {
        const Result<Order> order = deliverable(tx);
        possible = order.ok() ? check_left(tx, *order) : Status(order.error());
    });
    TENURE_TRY(std::move(possible));
    TENURE_TRY(check_offered(command.begins, rules(), caller.now));
    const SlotQuery query{command.language, command.expert, {}, {}};
    for (const ExpertId& expert : candidates(caller.account, query, command.begins, {})) {
        const Status booked = book_with(command, expert, id);
        if (booked.ok()) {
            TENURE_FAILPOINT("onboarding.session_booked");
            return find(caller.account, id);
        }
        if (booked.error().code != "slot_taken") return booked.error();
    }
    return slot_taken();
}

Status SessionService::note(OnboardingTx& tx, const Caller& caller, const std::string& event,
                            const Session& before, Session after) const {
    ++after.sequence;
    after.changed_at = caller.now;
    TENURE_TRY(tx.sessions().update(after));
    tx.seller().audit(caller, {.action = "session." + event.substr(sizeof "session"),
                               .resource = path_of(after),
                               .before = documents_.session(before),
                               .after = documents_.session(after)});
    tx.publish("onboarding." + event, documents_.session(after), caller.now);
    return done;
}

Status SessionService::move_with(const Caller& caller, const SessionId& id, const ExpertId& expert,
                                 Timestamp begins) {
    return store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        const std::optional<Session> before = tx.sessions().find(id);
        if (!before) return session_not_found();
        TENURE_TRY(deliverable(tx));
        TENURE_TRY(check_changeable(*before, rules(), caller.now));
        if (before->during.from == begins && before->expert == expert) return done;
        TENURE_TRY(check_slot(tx, expert, begins, caller.now, before));
        Session after = *before;
        after.expert = expert;
        after.during = {begins, begins + rules().length};
        return note(tx, caller, "session_moved", *before, after);
    });
}

Result<SessionView> SessionService::move(const Caller& caller, const SessionId& id,
                                         Timestamp begins) {
    TENURE_TRY_ASSIGN(const SessionView view, find(caller.account, id));
    TENURE_TRY(check_changeable(view.session, rules(), caller.now));
    TENURE_TRY(check_offered(begins, rules(), caller.now));
    const SlotQuery query{view.session.language, {}, {}, {}};
    for (const ExpertId& expert : candidates(caller.account, query, begins, view.session)) {
        const Status moved = move_with(caller, id, expert, begins);
        if (moved.ok()) return find(caller.account, id);
        if (moved.error().code != "slot_taken") return moved.error();
    }
    return slot_taken();
}

Result<SessionView> SessionService::cancel(const Caller& caller, const SessionId& id) {
    TENURE_TRY(store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        const std::optional<Session> before = tx.sessions().find(id);
        if (!before) return session_not_found();
        if (before->status == SessionStatus::cancelled) return done;
        SessionRules own = rules();
        if (caller.roles.contains(Role::operator_)) own.change_notice = std::chrono::hours(0);
        TENURE_TRY(check_changeable(*before, own, caller.now));
        Session after = *before;
        after.status = SessionStatus::cancelled;
        return note(tx, caller, "session_cancelled", *before, after);
    }));
    return find(caller.account, id);
}

/// An order is in progress once the outcome of a session of it is known.
void SessionService::begin_order(OnboardingTx& tx, const Caller& caller,
                                 const OrderId& engagement) const {
    for (const Order& before : tx.orders().all()) {
        if (before.engagement != engagement || before.state != OrderState::open) continue;
        Order after = before;
        after.state = OrderState::in_progress;
        if (!after.started_at) after.started_at = caller.now;
        tx.orders().save(after);
        tx.seller().audit(caller, {.action = "onboarding_order.started",
                                   .resource = "/v1/onboarding/orders/" + after.id.str(),
                                   .before = documents_.order(before, false),
                                   .after = documents_.order(after, true)});
        tx.publish("onboarding.order_started", documents_.order(after, true), caller.now);
    }
}

Result<SessionView> SessionService::record(const Caller& caller, const SessionId& id,
                                           const Outcome& outcome) {
    TENURE_TRY(store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        const std::optional<Session> before = tx.sessions().find(id);
        if (!before) return session_not_found();
        TENURE_TRY(check_outcome(*before, caller.now));
        Session after = *before;
        after.status = outcome.status;
        after.notes = outcome.notes;
        begin_order(tx, caller, before->engagement);
        const bool held = outcome.status == SessionStatus::completed;
        return note(tx, caller, held ? "session_completed" : "session_missed", *before, after);
    }));
    return find(caller.account, id);
}

// --- reading

std::string SessionService::zone_of(OnboardingTx& tx) const {
    const std::optional<selling::Licence> licence = tx.seller().licence();
    return licence ? licence->time_zone : default_time_zone_;
}

SessionView SessionService::view_of(OnboardingTx& tx, Session session) const {
    const Expert expert = tx.experts().find(session.expert).value();
    const std::vector<Order> orders = tx.orders().all();
    std::string summary = "Onboarding";
    for (const Order& order : orders)
        if (order.engagement == session.engagement)
            summary = catalog_.offer(order.package).names.at(session.language);
    return {std::move(session), expert, zone_of(tx), std::move(summary)};
}

std::vector<SessionView> SessionService::all(const AccountId& account) {
    std::vector<SessionView> views;
    store_.read(account, [&](OnboardingTx& tx) {
        views.clear();
        for (const Session& session : tx.sessions().all()) views.push_back(view_of(tx, session));
    });
    return {views.rbegin(), views.rend()};
}

Result<SessionView> SessionService::find(const AccountId& account, const SessionId& id) {
    std::optional<SessionView> view;
    store_.read(account, [&](OnboardingTx& tx) {
        if (const auto session = tx.sessions().find(id)) view = view_of(tx, *session);
    });
    if (view) return *std::move(view);
    return session_not_found();
}

}  // namespace tenure::onboarding
