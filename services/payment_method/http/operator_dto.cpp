#include "payment_method/http/operator_dto.hpp"

#include <nlohmann/json.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenure::payment_method {

namespace {

using json::Object;

Object render(const CollectionFile& file) {
    return {{"id", file.id},
            {"file", file.message_id + ".xml"},
            {"message_id", file.message_id},
            {"debits", file.debits},
            {"total", json::write(Money(file.cents, Currency::eur()))},
            {"written", file.written},
            {"created_at", json::write(file.created_at)}};
}

Object money_or_null(const std::optional<std::int64_t>& cents) {
    return cents ? json::write(Money(*cents, Currency::eur())) : Object(nullptr);
}

Object render(const ReportProblem& problem) {
    const bool unknown = problem.kind == ReportProblem::Kind::unknown_reference;
    return {{"problem", unknown ? "unknown_reference" : "amount_differs"},
            {"reference", problem.reference},
            {"expected", money_or_null(problem.expected_cents)},
            {"reported", money_or_null(problem.reported_cents)}};
}

}  // namespace

Result<std::string> parse_bank_report_body(const http::Request& request) {
    constexpr std::size_t longest = 10 << 20;
    TENURE_TRY_ASSIGN(json::Reader body, json::Reader::parse(request.body));
    std::string document = body.text("document", {1, longest});
    TENURE_TRY(body.finish());
    return document;
}

std::string to_json(const CollectionFile& file) {
    return json::dump(render(file));
}

std::string to_json(const std::vector<CollectionFile>& files) {
    Object data = Object::array();
    for (const CollectionFile& file : files) data.push_back(render(file));
    return json::dump(Object{{"data", data}, {"next_cursor", nullptr}});
}

std::string to_json(const TakenReport& taken) {
    Object problems = Object::array();
    for (const ReportProblem& problem : taken.problems) problems.push_back(render(problem));
    return json::dump(Object{{"known_already", taken.known_already},
                             {"outcomes", taken.outcomes},
                             {"changed", taken.changed},
                             {"problems", problems}});
}

}  // namespace tenure::payment_method
