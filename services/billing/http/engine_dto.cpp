#include "billing/http/engine_dto.hpp"

#include <nlohmann/json.hpp>

#include "billing/http/dto.hpp"
#include "billing/http/internal_dto.hpp"
#include "billing/http/invoice_dto.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::billing {

namespace {

using json::Object;
using json::Reader;

/// As customers see it: an attempt that was asked for has no outcome yet.
std::string_view payment_status(AttemptStatus status) {
    return status == AttemptStatus::asked ? "unknown" : name_in(attempt_status_names, status);
}

/// What a payment of the invoice takes: credit notes are off it.
Money collected(const Invoice& invoice) {
    return subtract(invoice.content.total, invoice.credited).value();
}

class JsonEngineEvents final : public EngineEvents {
  public:
    std::string invoice(const Invoice& invoice) override { return events_->invoice(invoice); }
    std::string term(const Term& term, const std::string& time_zone) override {
        return events_->term(term, time_zone);
    }
    std::string payment_failed(const Invoice& invoice, const Attempt& attempt, int number,
                               std::optional<Timestamp> next) override {
        return json::dump(Object{{"invoice_id", invoice.id.str()},
                                 {"number", invoice.number.value_or("")},
                                 {"total", json::write(invoice.content.total)},
                                 {"attempt", number},
                                 {"code", attempt.failure_code.value_or("")},
                                 {"next_attempt_at", instant_or_null(next)}});
    }
    std::string past_due(const Debt& debt) override {
        return json::dump(
            Object{{"invoice_id", debt.invoice.str()}, {"since", json::write(debt.since)}});
    }
    std::string suspended(Timestamp since) override {
        return json::dump(Object{{"since", json::write(since)}});
    }
    std::string restored() override { return json::dump(Object::object()); }
    std::string ended(Date on, const std::string& reason) override {
        return json::dump(Object{{"ended_on", json::write(on)}, {"reason", reason}});
    }
    std::string upcoming(int days, Date date, const Money& total) override {
        return json::dump(
            Object{{"days", days}, {"date", json::write(date)}, {"total", json::write(total)}});
    }
    std::string window_closing(Date deadline) override {
        return json::dump(Object{{"deadline", json::write(deadline)}});
    }
    std::string trial_ending(Date ends_on) override {
        return json::dump(Object{{"ends_on", json::write(ends_on)}});
    }
    std::string clock_moved(Timestamp now) override {
        return json::dump(Object{{"now", json::write(now)}});
    }

  private:
    std::unique_ptr<EventWriter> events_ = make_event_writer();
};

}  // namespace

Result<PayNowCommand> parse_pay_now(const http::Request& request) {
    if (!request.body.empty()) {
        TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
        TENURE_TRY(body.finish());
    }
    TENURE_TRY_ASSIGN(const InvoiceId id, parse_invoice_id(request));
    return PayNowCommand{request.caller, id, request.idempotency};
}

Result<ClockCommand> parse_clock(const http::Request& request) {
    TENURE_TRY_ASSIGN(Reader body, Reader::parse(request.body));
    ClockCommand command{request.caller, body.timestamp("now"), request.idempotency};
    TENURE_TRY(body.finish());
    return command;
}

std::string to_json(const InvoicePayment& payment) {
    const Attempt& attempt = payment.attempt;
    const bool waits = !payment.action_url.empty();
    return json::dump(
        Object{{"id", attempt.id.str()},
               {"invoice_id", attempt.invoice.str()},
               {"invoice_number", payment.invoice.number.value_or("")},
               {"invoice_status", name_in(invoice_status_names, payment.invoice.status)},
               {"status", waits ? "requires_action" : payment_status(attempt.status)},
               {"action_url", waits ? Object(payment.action_url) : Object(nullptr)},
               {"amount", json::write(collected(payment.invoice))}});
}

std::string clock_json(const std::optional<Timestamp>& now) {
    return json::dump(Object{{"now", instant_or_null(now)}});
}

std::unique_ptr<EngineEvents> make_engine_events() {
    return std::make_unique<JsonEngineEvents>();
}

}  // namespace tenure::billing
