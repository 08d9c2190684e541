// What may be ordered, moved up to and cancelled; sessions and the checklist as pure rules.
#include <catch2/catch.hpp>

#include "onboarding/clients/catalog_file.hpp"
#include "onboarding/domain/calendar_file.hpp"
#include "onboarding/domain/checklist.hpp"
#include "onboarding/domain/order.hpp"

using namespace tenure;
using namespace tenure::onboarding;

namespace {

const Timestamp now = parse_timestamp("2026-11-23T10:00:00Z").value();

const Catalog& catalog() {
    static const Catalog loaded =
        load_catalog(std::string(TENURE_SOURCE_DIR) + "/deploy/catalog/onboarding.json").value();
    return loaded;
}

Order order_of_package(Package package, OrderState state = OrderState::open,
                       Payment payment = Payment::paid) {
    Order order;
    order.id = OrderId::make(now);
    order.engagement = order.id;
    order.package = package;
    order.price = catalog().offer(package).price.value();
    order.state = state;
    order.payment = payment;
    return order;
}

std::string refusal(const std::vector<Order>& orders, Package package) {
    const auto offer = offer_of(catalog(), orders, package);
    return offer.ok() ? "" : offer.error().code;
}

Session session_at(Timestamp begins, SessionStatus status = SessionStatus::booked) {
    Session session;
    session.id = SessionId::make(now);
    session.during = {begins, begins + std::chrono::hours(1)};
    session.status = status;
    return session;
}

}  // namespace

TEST_CASE("Each package contains those before it, in four languages") {
    REQUIRE(catalog().packages.size() == 4);
    const PackageOffer& together = catalog().offer(Package::do_it_together);
    const PackageOffer& with_help = catalog().offer(Package::do_it_with_help);
    for (const Content& content : together.contents)
        CHECK(content_of(with_help, content.part) != nullptr);
    CHECK(content_of(together, Part::sessions)->limit == 5);
    CHECK(content_of(together, Part::import) == nullptr);
    CHECK(content_of(with_help, Part::import)->limit == 3);
    CHECK_FALSE(catalog().offer(Package::done_for_you).price.has_value());
}

TEST_CASE("A package is ordered at its price, and moving up costs the difference") {
    CHECK(offer_of(catalog(), {}, Package::do_it_together)->to_pay ==
          Money(49000, Currency::eur()));
    const Order held = order_of_package(Package::do_it_together, OrderState::in_progress);
    const auto offer = offer_of(catalog(), {held}, Package::do_it_with_help);
    REQUIRE(offer.ok());
    CHECK(offer->to_pay == Money(70000, Currency::eur()));
    CHECK(offer->moves_up_from == held.id);
    CHECK(offer->engagement == held.engagement);
}

TEST_CASE("What is paid already is not paid again when the catalogue has become cheaper") {
    Order held = order_of_package(Package::do_it_together);
    held.price = Money(500000, Currency::eur());
    CHECK(offer_of(catalog(), {held}, Package::do_it_with_help)->to_pay.is_zero());
}

TEST_CASE("Orders that make no sense are refused, each with its own code") {
    CHECK(refusal({}, Package::do_it_yourself) == "package_included");
    CHECK(refusal({}, Package::done_for_you) == "package_quoted");
    const Order together = order_of_package(Package::do_it_together);
    const Order with_help = order_of_package(Package::do_it_with_help);
    CHECK(refusal({together}, Package::do_it_together) == "package_not_higher");
    CHECK(refusal({with_help}, Package::do_it_together) == "package_not_higher");
    const auto unpaid = [](Payment payment) {
        return order_of_package(Package::do_it_together, OrderState::open, payment);
    };
    CHECK(refusal({unpaid(Payment::awaiting)}, Package::do_it_with_help) == "order_not_paid");
    CHECK(refusal({unpaid(Payment::returned)}, Package::do_it_with_help) == "order_not_paid");
    const Order cancelled = order_of_package(Package::do_it_together, OrderState::cancelled);
    CHECK(refusal({cancelled}, Package::do_it_together).empty());
    const Order finished = order_of_package(Package::do_it_together, OrderState::done);
    CHECK(refusal({finished}, Package::do_it_together).empty());
    CHECK_FALSE(offer_of(catalog(), {finished}, Package::do_it_together)->moves_up_from);
    CHECK(offer_of(catalog(), {finished}, Package::do_it_with_help)->moves_up_from == finished.id);
}

TEST_CASE("An order can be cancelled until its first session begins") {
    const Order order = order_of_package(Package::do_it_together);
    CHECK(check_cancellable(order, false).ok());
    CHECK(check_cancellable(order, true).error().code == "order_not_cancellable");
    for (const OrderState state : {OrderState::in_progress, OrderState::done, OrderState::moved_up,
                                   OrderState::cancelling, OrderState::cancelled})
        CHECK_FALSE(check_cancellable(order_of_package(Package::do_it_together, state), false));
}

TEST_CASE("Cancelled sessions are not used up, missed ones are") {
    const std::vector<Session> sessions = {
        session_at(now), session_at(now, SessionStatus::cancelled),
        session_at(now, SessionStatus::no_show), session_at(now, SessionStatus::completed)};
    CHECK(used_sessions(sessions, {}) == 3);
    CHECK(has_begun({session_at(now)}, {}, now));
    CHECK_FALSE(has_begun({session_at(now + std::chrono::seconds(1))}, {}, now));
    CHECK_FALSE(has_begun({session_at(now, SessionStatus::cancelled)}, {}, now));
}

TEST_CASE("A session is moved or cancelled until a day before, to the microsecond") {
    const SessionRules rules;
    const Session session = session_at(now + std::chrono::hours(24));
    CHECK(check_changeable(session, rules, now).ok());
    const auto late = check_changeable(session, rules, now + std::chrono::microseconds(1));
    CHECK(late.error().code == "session_too_late");
    CHECK(check_changeable(session_at(now, SessionStatus::completed), rules, now).error().code ==
          "session_not_booked");
    CHECK(check_outcome(session, now).error().code == "session_not_begun");
    CHECK(check_outcome(session, session.during.from).ok());
}

TEST_CASE("The checklist is complete with its last task, and no more when one is reopened") {
    Checklist checklist{now, {}, {}};
    for (const Stage& stage : catalog().stages)
        for (const Task& task : stage.tasks) {
            CHECK_FALSE(checklist.completed_at);
            checklist = with_task(checklist, catalog(), task.code, TaskDone{now, "user"}).value();
        }
    CHECK(checklist.completed_at == now);
    const std::string code = catalog().stages[0].tasks[0].code;
    checklist = with_task(checklist, catalog(), code, std::nullopt).value();
    CHECK_FALSE(checklist.completed_at);
    CHECK(done_count(checklist, catalog()) == catalog().task_count() - 1);
    CHECK(with_task(checklist, catalog(), "nothing", TaskDone{now, "user"}).error().code ==
          "task_not_found");
}

TEST_CASE("A calendar file keeps lines short, escapes texts and tells a cancelled session") {
    Session session = session_at(now);
    session.changed_at = now;
    session.topic = "Affaires, devis; et plus \xE2\x82\xAC" + std::string(80, 'x');
    Expert expert;
    expert.name = "Zo\xC3\xAB";
    expert.meeting_url = "https://meet.example.com/zoe";
    const std::string file = calendar_file(session, expert, "Faites-le ensemble");
    CHECK(file.find("DTSTART:20261123T100000Z\r\n") != std::string::npos);
    CHECK(file.find("Affaires\\, devis\\; et plus") != std::string::npos);
    for (std::size_t from = 0; from < file.size();) {
        const std::size_t until = file.find("\r\n", from);
        REQUIRE(until != std::string::npos);
        CHECK(until - from <= 75);
        from = until + 2;
    }
    session.status = SessionStatus::cancelled;
    CHECK(calendar_file(session, expert, "x").find("STATUS:CANCELLED") != std::string::npos);
}

TEST_CASE("A catalogue with faults is refused with each of them") {
    const auto broken = parse_catalog(R"({"packages": [], "checklist": [], "sessions": {
        "minutes": 60, "step_minutes": 7, "notice_hours": 24, "change_hours": 24,
        "horizon_days": 60, "waiting_list_days": 10}})");
    REQUIRE_FALSE(broken.ok());
    CHECK(broken.error().fields.size() == 3);
}
