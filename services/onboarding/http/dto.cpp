#include "onboarding/http/dto.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "selling_http/change_json.hpp"

namespace tenure::onboarding {

namespace {

using json::Object;
using json::Reader;

Object optional_instant(const std::optional<Timestamp>& instant) {
    return instant ? json::write(*instant) : Object(nullptr);
}
Object optional_text(const std::string& text) {
    return text.empty() ? Object(nullptr) : Object(text);
}

Object contents_json(const PackageOffer& offer) {
    Object contents = Object::array();
    for (const Content& content : offer.contents)
        contents.push_back({{"part", name_in(part_names, content.part)},
                            {"limit", content.limit ? Object(*content.limit) : Object(nullptr)},
                            {"names", content.names}});
    return contents;
}

/// What ordering it means to this account now.
Object availability_json(const Standing& standing, const Catalog& catalog, Package package) {
    const Result<Offer> offer = offer_of(catalog, standing.orders, package);
    std::string code = offer.ok() ? "" : offer.error().code;
    if (code.empty() && standing.order_pending) code = "order_pending";
    Object object = {{"orderable", code.empty()},
                     {"reason", optional_text(code)},
                     {"to_pay", nullptr},
                     {"moves_up_from", nullptr}};
    if (!offer.ok()) return object;
    object["to_pay"] = json::write(offer->to_pay);
    if (offer->moves_up_from) object["moves_up_from"] = offer->moves_up_from->str();
    return object;
}

Object package_json(const Standing& standing, const Catalog& catalog, const PackageOffer& offer) {
    Object object = {{"code", name_of(offer.package)},
                     {"names", offer.names},
                     {"descriptions", offer.descriptions},
                     {"price", offer.price ? json::write(*offer.price) : Object(nullptr)},
                     {"contents", contents_json(offer)}};
    object.update(availability_json(standing, catalog, offer.package));
    return object;
}

/// The limit of the package's sessions; zero when it has none.
std::int64_t session_limit(const Catalog& catalog, Package package) {
    const Content* const sessions = content_of(catalog.offer(package), Part::sessions);
    return sessions == nullptr ? 0 : sessions->limit.value_or(0);
}

Object current_json(const Standing& standing, const Catalog& catalog, Timestamp now) {
    const Order* const order = latest(standing.orders);
    if (order == nullptr)
        return {{"package", "do_it_yourself"},
                {"order_id", nullptr},
                {"status", "included"},
                {"sessions", nullptr}};
    Order shown = *order;
    shown.payment = payment_of(standing.orders, *order);
    const bool begun = has_begun(standing.sessions, order->engagement, now);
    const std::int64_t limit = session_limit(catalog, order->package);
    const std::int64_t used = used_sessions(standing.sessions, order->engagement);
    return {
        {"package", name_of(order->package)},
        {"order_id", order->id.str()},
        {"status", status_of(shown, begun)},
        {"sessions",
         {{"limit", limit}, {"used", used}, {"left", std::max<std::int64_t>(limit - used, 0)}}}};
}

Object delivery_json(const Order& order) {
    return {{"engagement", order.engagement.str()},
            {"accepted_at", json::write(order.accepted_at)},
            {"started_at", optional_instant(order.started_at)},
            {"done_at", optional_instant(order.done_at)},
            {"cancelled_at", optional_instant(order.cancelled_at)},
            {"moved_to", order.moved_to ? Object(order.moved_to->str()) : Object(nullptr)},
            {"credit_note_id", optional_text(order.credit_note)}};
}

/// pending and declined are the change's; from its acceptance on the order has a status.
Object order_json(const OrderView& view, Timestamp now) {
    Object object = selling::common_change_json(view.change, now);
    object["change_id"] = view.change.id.str();
    object["id"] = order_of(view.change.id).str();
    object.erase("type");
    object.erase("effective_at");
    object["package"] = view.change.product;
    object["moves_up_from"] = optional_text(option_of(view.change, "moves_up_from"));
    object["delivery"] = nullptr;
    if (!view.order) return object;
    object["status"] = status_of(*view.order, view.begun);
    object["delivery"] = delivery_json(*view.order);
    object["delivery"]["sessions_used"] = view.sessions_used;
    return object;
}

Object tasks_json(const Stage& stage, const Checklist& checklist) {
    Object tasks = Object::array();
    for (const Task& task : stage.tasks) {
        const auto state = checklist.tasks.find(task.code);
        const bool is_done = state != checklist.tasks.end();
        tasks.push_back({{"code", task.code},
                         {"names", task.names},
                         {"descriptions", task.descriptions},
                         {"link", task.link},
                         {"done", is_done},
                         {"done_at", is_done ? json::write(state->second.at) : Object(nullptr)},
                         {"done_by", is_done ? Object(state->second.by) : Object(nullptr)}});
    }
    return tasks;
}

Object progress_json(const Checklist& checklist, const Catalog& catalog) {
    return {{"started_at", json::write(checklist.started_at)},
            {"completed_at", optional_instant(checklist.completed_at)},
            {"tasks_done", done_count(checklist, catalog)},
            {"tasks", catalog.task_count()}};
}

class JsonDocuments final : public Documents {
  public:
    explicit JsonDocuments(const Catalog& catalog) : catalog_(catalog) {}

    std::string order(const Order& order, bool begun) const override {
        Object object = {{"order_id", order.id.str()},
                         {"package", name_of(order.package)},
                         {"status", status_of(order, begun)},
                         {"price", json::write(order.price)},
                         {"invoice_id", optional_text(order.invoice)}};
        object.update(delivery_json(order));
        return json::dump(object);
    }
    std::string checklist(const Checklist& checklist) const override {
        return json::dump(progress_json(checklist, catalog_));
    }
    std::string session(const Session& session) const override {
        return json::dump(Object{{"session_id", session.id.str()},
                                 {"engagement", session.engagement.str()},
                                 {"expert_id", session.expert.str()},
                                 {"status", name_in(session_status_names, session.status)},
                                 {"starts_at", json::write(session.during.from)},
                                 {"ends_at", json::write(session.during.until)},
                                 {"language", session.language},
                                 {"topic", session.topic}});
    }
    std::string expert(const Expert& expert) const override {
        Object hours = Object::array(), days = Object::array();
        for (const WeeklyHours& row : expert.hours)
            hours.push_back({row.weekday, row.from_minute, row.until_minute});
        for (const Date day : expert.days_off) days.push_back(json::write(day));
        return json::dump(Object{{"id", expert.id.str()},
                                 {"name", expert.name},
                                 {"email", expert.email},
                                 {"meeting_url", expert.meeting_url},
                                 {"languages", expert.languages},
                                 {"time_zone", expert.time_zone},
                                 {"hours", hours},
                                 {"days_off", days},
                                 {"active", expert.active}});
    }
    std::string waiting(const Waiting& waiting) const override {
        return json::dump(Object{{"waiting_id", waiting.id.str()},
                                 {"engagement", waiting.engagement.str()},
                                 {"language", waiting.language},
                                 {"since", json::write(waiting.since)}});
    }

  private:
    const Catalog& catalog_;
};

}  // namespace

Result<Package> parse_preview(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    const auto package = body.enumeration<Package>("package", package_names);
    TENURE_TRY(body.finish());
    return package;
}

Result<OrderCommand> parse_order(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    OrderCommand command{request.caller, body.enumeration<Package>("package", package_names),
                         body.optional_string("quote_id", {1, 64}), request.idempotency};
    if (command.quote_id) {
        const auto id = QuoteId::parse(*command.quote_id);
        if (!id.ok()) body.reject("quote_id", id.error().code, id.error().detail);
    }
    TENURE_TRY(body.finish());
    return command;
}

Result<OrderId> parse_order_id(const http::Request& request) {
    const auto id = OrderId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return Error{ErrorKind::not_found, "onboarding_order_not_found",
                 "the account has no such order"};
}

Result<bool> parse_task(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    const bool is_done = body.boolean("done");
    TENURE_TRY(body.finish());
    return is_done;
}

Status parse_nothing(const http::Request& request) {
    if (request.body.empty()) return done;
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    return body.finish();
}

std::string to_json(const Standing& standing, const Catalog& catalog, Timestamp now) {
    Object packages = Object::array();
    for (const PackageOffer& offer : catalog.packages)
        packages.push_back(package_json(standing, catalog, offer));
    const auto checklist =
        standing.checklist ? progress_json(*standing.checklist, catalog) : Object(nullptr);
    return json::dump(Object{{"current", current_json(standing, catalog, now)},
                             {"checklist", checklist},
                             {"data", packages}});
}

std::string to_json(const Preview& preview, Package package) {
    const auto& from = preview.offer.moves_up_from;
    return json::dump(Object{{"package", name_of(package)},
                             {"to_pay", json::write(preview.offer.to_pay)},
                             {"moves_up_from", from ? Object(from->str()) : Object(nullptr)},
                             {"quote", Object::parse(preview.quote)}});
}

std::string to_json(const OrderView& view, Timestamp now) {
    return json::dump(order_json(view, now));
}

std::string to_json(const OrderPage& page, Timestamp now) {
    Object data = Object::array();
    for (const OrderView& view : page.orders) data.push_back(order_json(view, now));
    const auto next = page.next_cursor ? Object(*page.next_cursor) : Object(nullptr);
    return json::dump(Object{{"data", data}, {"next_cursor", next}});
}

std::string to_json(const Checklist& checklist, const Catalog& catalog) {
    Object stages = Object::array();
    for (const Stage& stage : catalog.stages)
        stages.push_back({{"code", stage.code},
                          {"names", stage.names},
                          {"tasks", tasks_json(stage, checklist)}});
    Object object = progress_json(checklist, catalog);
    object["stages"] = stages;
    return json::dump(object);
}

std::unique_ptr<Documents> make_documents(const Catalog& catalog) {
    return std::make_unique<JsonDocuments>(catalog);
}

}  // namespace tenure::onboarding
