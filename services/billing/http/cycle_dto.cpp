#include "billing/http/cycle_dto.hpp"

#include <nlohmann/json.hpp>

#include "billing/http/dto.hpp"
#include "billing/http/internal_dto.hpp"
#include "json/reader.hpp"

namespace tenure::billing {

namespace {

using json::Object;
using json::Reader;

constexpr std::pair<std::string_view, Cycle> cycles[] = {{"quarterly", Cycle::quarterly},
                                                         {"annual", Cycle::annual}};

Object write_change(const Order& order) {
    return {{"id", order.id.str()},
            {"type", "change_cycle"},
            {"cycle", name_of(order.purchase.cycle.value())},
            {"status", name_in(order_status_names, order.status)},
            {"effective_at", json::write(order.effective_at)},
            {"created_at", json::write(order.placed_at)},
            {"quote", quote_json(order.quote, order.priced)}};
}

}  // namespace

Result<CycleRequest> parse_cycle_preview(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    CycleRequest wanted;
    wanted.cycle = body.enumeration<Cycle>("cycle", cycles);
    TENURE_TRY(body.finish());
    return wanted;
}

Result<CycleRequest> parse_cycle_change(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    CycleRequest wanted;
    wanted.cycle = body.enumeration<Cycle>("cycle", cycles);
    if (const auto text = body.optional_string("quote_id", {1, 64})) {
        const Result<QuoteId> id = QuoteId::parse(*text);
        if (id.ok())
            wanted.quote = *id;
        else if (!text->empty())
            body.reject("quote_id", id.error().code, id.error().detail);
    }
    TENURE_TRY(body.finish());
    return wanted;
}

Result<ChangeId> parse_change_id(const http::Request& request) {
    const auto id = ChangeId::parse(request.path_parameter("id"));
    if (id.ok()) return id;
    return change_not_found();
}

std::string to_json(const CycleView& cycle) {
    Object object = {{"cycle", name_of(cycle.term.cycle)},
                     {"number", cycle.term.number},
                     {"starts_on", json::write(cycle.term.starts_on)},
                     {"renews_on", json::write(cycle.term.renews_on)},
                     {"change_deadline", json::write(cycle.window.deadline)},
                     {"change_window_open", cycle.window.open},
                     {"time_zone", cycle.time_zone},
                     {"scheduled_change", nullptr}};
    if (cycle.scheduled)
        object["scheduled_change"] = {{"id", cycle.scheduled->id.str()},
                                      {"cycle", name_of(cycle.scheduled->cycle.value())},
                                      {"effective_at", json::write(cycle.scheduled->effective_at)}};
    return json::dump(object);
}

std::string cycle_change_json(const Order& order) {
    return json::dump(write_change(order));
}

std::string to_json(const OrderPage& changes) {
    Object data = Object::array();
    for (const Order& order : changes.orders) data.push_back(write_change(order));
    return json::dump(Object{{"data", data}, {"next_cursor", text_or_null(changes.next_cursor)}});
}

}  // namespace tenure::billing
