#include "onboarding/app/order_service.hpp"

#include <algorithm>

namespace tenure::onboarding {

namespace {

constexpr const char* item = "onboarding_package";

Error order_pending() {
    return {ErrorKind::conflict, "order_pending", "the payment of another order is not known yet"};
}

bool has_pending(OnboardingTx& tx) {
    const std::vector<Change> changes = tx.seller().changes();
    return std::any_of(changes.begin(), changes.end(),
                       [](const Change& change) { return change.status == ChangeStatus::pending; });
}

Money money_of(const Change& change, const char* option) {
    return {std::stoll(option_of(change, option)),
            Currency::parse(option_of(change, "currency")).value()};
}

}  // namespace

OrderService::OrderService(OnboardingStore& store, selling::Billing& billing,
                           CreditNotes& credit_notes, const Catalog& catalog,
                           const Documents& documents)
    : store_(store),
      billing_(billing),
      credit_notes_(credit_notes),
      catalog_(catalog),
      documents_(documents),
      flow_({"onboarding",
             [this](const AccountId& account, const std::function<Status(OnboardingTx&)>& body) {
                 return store_.transact(account, body);
             },
             [this](const Change& change) { return purchase_of(change); },
             [this](OnboardingTx& tx, const selling::Settled& news) { settled(tx, news); }},
            store.seller(), billing) {}

/// Price and names are those of the order, whatever the catalogue has become.
Result<selling::Purchase> OrderService::purchase_of(const Change& change) const {
    const Package package = value_in(package_names, change.product);
    selling::Purchase purchase;
    purchase.operations = {selling::charge(item, "onboarding." + change.product,
                                           money_of(change, "to_pay"),
                                           catalog_.offer(package).names, 1)};
    return purchase;
}

Status OrderService::complete_draft(OnboardingTx& tx, Package package, Change& draft) const {
    if (has_pending(tx)) return order_pending();
    TENURE_TRY_ASSIGN(const Offer offer, offer_of(catalog_, tx.orders().all(), package));
    draft.type = "order_package";
    draft.product = std::string(name_of(package));
    draft.quantity = 1;
    draft.options = {{"to_pay", std::to_string(offer.to_pay.minor())},
                     {"price", std::to_string(catalog_.offer(package).price.value().minor())},
                     {"currency", offer.to_pay.currency().code()}};
    if (!offer.moves_up_from) return done;
    draft.options.emplace("moves_up_from", offer.moves_up_from->str());
    draft.options.emplace("engagement", offer.engagement.str());
    return done;
}

Result<Preview> OrderService::preview(const Caller& caller, Package package) {
    Change draft;
    Status checked = done;
    std::optional<Offer> offer;
    store_.read(caller.account, [&](OnboardingTx& tx) {
        checked = complete_draft(tx, package, draft);
        if (!checked.ok()) return;
        offer = offer_of(catalog_, tx.orders().all(), package).value();
    });
    TENURE_TRY(std::move(checked));
    TENURE_TRY_ASSIGN(const selling::Purchase purchase, purchase_of(draft));
    TENURE_TRY_ASSIGN(std::string quote, billing_.quote(caller, purchase));
    return Preview{*offer, std::move(quote)};
}

Result<OrderView> OrderService::make(const OrderCommand& command) {
    Change draft;
    draft.quote_id = command.quote_id;
    TENURE_TRY_ASSIGN(const Change change, flow_.make(command.caller, command.key, std::move(draft),
                                                      [&](OnboardingTx& tx, Change& opened) {
                                                          return complete_draft(tx, command.package,
                                                                                opened);
                                                      }));
    return find(command.caller, order_of(change.id));
}

void OrderService::settled(OnboardingTx& tx, const selling::Settled& news) const {
    if (news.after.status == ChangeStatus::applied) accepted(tx, news);
}

void OrderService::accepted(OnboardingTx& tx, const selling::Settled& news) const {
    const Change& change = news.after;
    const Timestamp at = change.effective_at.value_or(news.by.now);
    Order order;
    order.id = order_of(change.id);
    order.engagement = order.id;
    order.package = value_in(package_names, change.product);
    order.price = money_of(change, "price");
    order.invoice = change.invoice_id.value_or("");
    order.payment = news.outcome.paid || order.invoice.empty() ? Payment::paid : Payment::awaiting;
    order.accepted_at = at;
    const std::string from = option_of(change, "moves_up_from");
    if (std::optional<Order> before = tx.orders().find(OrderId(from)); !from.empty() && before) {
        const Order was = *before;
        order.engagement = before->engagement;
        order.started_at = before->started_at;
        if (before->state != OrderState::open) order.state = OrderState::in_progress;
        before->state = OrderState::moved_up;
        before->moved_to = order.id;
        note(tx, news.by, "order_moved_up", was, *before, at);
    }
    tx.orders().save(order);
    tx.seller().audit(news.by, {.action = "onboarding_order.accepted",
                                .resource = "/v1/onboarding/orders/" + order.id.str(),
                                .before = std::nullopt,
                                .after = documents_.order(order, false)});
    tx.publish("onboarding.order_accepted", documents_.order(order, false), at);
    if (order.payment == Payment::paid)
        tx.publish("onboarding.order_paid", documents_.order(order, false), at);
}

void OrderService::note(OnboardingTx& tx, const Caller& by, const std::string& event,
                        const Order& before, const Order& after, Timestamp at) const {
    tx.orders().save(after);
    tx.seller().audit(by, {.action = "onboarding_order." + event.substr(sizeof "order"),
                           .resource = "/v1/onboarding/orders/" + after.id.str(),
                           .before = documents_.order(before, false),
                           .after = documents_.order(after, false)});
    tx.publish("onboarding." + event, documents_.order(after, false), at);
}

// --- reading

OrderView OrderService::view_of(OnboardingTx& tx, Change change, Timestamp now) const {
    OrderView view{std::move(change), {}};
    view.order = tx.orders().find(order_of(view.change.id));
    if (!view.order) return view;
    view.order->payment = payment_of(tx.orders().all(), *view.order);
    const std::vector<Session> sessions = tx.sessions().all();
    view.begun = has_begun(sessions, view.order->engagement, now);
    view.sessions_used = used_sessions(sessions, view.order->engagement);
    return view;
}

Standing OrderService::standing(const AccountId& account) {
    Standing standing;
    store_.read(account, [&](OnboardingTx& tx) {
        standing = {tx.orders().all(), tx.sessions().all(), tx.checklist().find(), has_pending(tx),
                    ""};
        if (const auto licence = tx.seller().licence()) standing.time_zone = licence->time_zone;
    });
    return standing;
}

Result<OrderPage> OrderService::page(const Caller& caller, int limit, const std::string& cursor) {
    std::string change_cursor = cursor;
    if (is_id(cursor, OrderKind::prefix)) change_cursor = change_of(OrderId(cursor)).str();
    TENURE_TRY_ASSIGN(selling::ChangePage found,
                      store_.seller().page(caller.account, limit, change_cursor));
    OrderPage page;
    store_.read(caller.account, [&](OnboardingTx& tx) {
        page.orders.clear();
        for (const Change& change : found.changes)
            page.orders.push_back(view_of(tx, change, caller.now));
    });
    if (found.next_cursor) page.next_cursor = order_of(ChangeId(*found.next_cursor)).str();
    return page;
}

Result<OrderView> OrderService::find(const Caller& caller, const OrderId& id) {
    std::optional<OrderView> view;
    store_.read(caller.account, [&](OnboardingTx& tx) {
        const std::optional<Change> change = tx.seller().find(change_of(id));
        if (change) view = view_of(tx, *change, caller.now);
    });
    if (view) return *std::move(view);
    return Error{ErrorKind::not_found, "onboarding_order_not_found",
                 "the account has no such order"};
}

// --- the operator's word

Result<OrderView> OrderService::change_state(
    const Caller& caller, const OrderId& id, const std::string& event,
    const std::function<Status(OnboardingTx&, Order&)>& change) {
    TENURE_TRY(store_.transact(caller.account, [&](OnboardingTx& tx) -> Status {
        const std::optional<Order> before = tx.orders().find(id);
        if (!before)
            return Error{ErrorKind::not_found, "onboarding_order_not_found",
                         "the account has no such order"};
        Order after = *before;
        TENURE_TRY(change(tx, after));
        if (after.state != before->state) note(tx, caller, event, *before, after, caller.now);
        return done;
    }));
    return find(caller, id);
}

Result<OrderView> OrderService::start(const Caller& caller, const OrderId& id) {
    return change_state(caller, id, "order_started", [&](OnboardingTx& tx, Order& order) -> Status {
        TENURE_TRY(check_deliverable(tx.orders().all(), order));
        order.state = OrderState::in_progress;
        if (!order.started_at) order.started_at = caller.now;
        return done;
    });
}

Result<OrderView> OrderService::complete(const Caller& caller, const OrderId& id) {
    return change_state(caller, id, "order_done", [&](OnboardingTx& tx, Order& order) -> Status {
        if (order.state == OrderState::done) return done;
        TENURE_TRY(check_deliverable(tx.orders().all(), order));
        for (const Session& session : tx.sessions().all())
            if (session.engagement == order.engagement && session.status == SessionStatus::booked)
                return Error{ErrorKind::conflict, "session_open",
                             "a session is booked, or its outcome is not recorded"};
        if (!order.started_at) order.started_at = caller.now;
        order.state = OrderState::done;
        order.done_at = caller.now;
        return done;
    });
}

// --- billing's news

Status OrderService::take_over(const selling::BillingEvent& event) {
    return store_.transact(event.by.account, [&](OnboardingTx& tx) -> Status {
        TENURE_TRY(tx.seller().consumed(event.from, event.to));
        if (const auto* order = std::get_if<selling::OrderNews>(&event.news))
            flow_.settle(tx, order->id, order->outcome, event.by);
        if (!event.invoice.empty()) TENURE_TRY(take_invoice(tx, event));
        take_licence(tx, event);
        return done;
    });
}

Status OrderService::take_invoice(OnboardingTx& tx, const selling::BillingEvent& event) const {
    const std::optional<Order> before = tx.orders().find_by_invoice(event.invoice);
    if (!before) return done;
    Order after = *before;
    if (event.type == "invoice.paid" && before->payment != Payment::paid) {
        after.payment = Payment::paid;
        note(tx, event.by, "order_paid", *before, after, event.by.now);
    }
    if (event.type == "invoice.reopened" && before->payment == Payment::paid) {
        after.payment = Payment::returned;
        note(tx, event.by, "order_unpaid", *before, after, event.by.now);
    }
    // Given up by the operator: what was never paid is delivered no more.
    const bool is_open = is_current(*before) && before->state != OrderState::cancelling;
    if (event.type == "invoice.voided" && is_open && before->payment != Payment::paid) {
        after.cancelled_at = event.by.now;
        return cancel_delivery(tx, event.by, *before, after, event.by.now);
    }
    return done;
}

/// The first term begins the checklist; the licence is kept for its time zone.
void OrderService::take_licence(OnboardingTx& tx, const selling::BillingEvent& event) const {
    const std::optional<selling::Licence> before = tx.seller().licence();
    const auto* started = std::get_if<selling::TermStarted>(&event.news);
    if (started != nullptr && (!before || before->ended_on)) {
        selling::Licence life;
        life.id = new_id("lic", event.by.now);
        life.started_at = event.by.now;
        life.term = started->term;
        life.time_zone = started->time_zone;
        tx.seller().save(life);
        if (tx.checklist().find()) return;
        const Checklist checklist{event.by.now, {}, {}};
        tx.checklist().save(checklist);
        tx.publish("onboarding.checklist_started", documents_.checklist(checklist), event.by.now);
        return;
    }
    if (!before) return;
    if (const auto after = after_news(*before, event.news, event.by.now)) tx.seller().save(*after);
}

}  // namespace tenure::onboarding
