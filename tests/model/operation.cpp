#include "model/operation.hpp"

#include <array>
#include <sstream>

namespace tenure::model {

namespace {

constexpr std::array<std::string_view, 26> verbs = {
    "begin",        "start",      "start_trial",   "add_users",    "remove_users", "change_plan",
    "change_cycle", "cancel",     "undo_cancel",   "undo",         "undo_cycle",   "to_beyond",
    "to_basic",     "add_beyond", "remove_beyond", "try_beyond",   "grant",        "revoke",
    "details",      "pay_with",   "pay_now",       "report_usage", "days",         "minutes",
    "to_deadline",  "to_renewal"};

std::optional<Operation> parse_operation(const std::string& text) {
    std::istringstream words(text);
    std::string word;
    Operation operation;
    words >> word;
    if (word == "preview") operation.mode = Mode::preview;
    if (word == "quoted") operation.mode = Mode::quoted;
    if (operation.mode != Mode::act) words >> word;
    for (std::size_t i = 0; i < verbs.size(); ++i) {
        if (verbs[i] != word) continue;
        operation.verb = static_cast<Verb>(i);
        words >> operation.a >> operation.b >> operation.c;
        if (words) return operation;
    }
    return std::nullopt;
}

}  // namespace

std::string text_of(const Operation& operation) {
    std::string text;
    if (operation.mode == Mode::preview) text = "preview ";
    if (operation.mode == Mode::quoted) text = "quoted ";
    text += verbs[static_cast<std::size_t>(operation.verb)];
    for (const int number : {operation.a, operation.b, operation.c})
        text += " " + std::to_string(number);
    return text;
}

std::string text_of(const Sequence& sequence) {
    std::string text;
    for (const Operation& operation : sequence)
        text += (text.empty() ? "" : "; ") + text_of(operation);
    return text;
}

std::optional<Sequence> parse_sequence(std::string_view text) {
    Sequence sequence;
    std::istringstream steps{std::string(text)};
    for (std::string step; std::getline(steps, step, ';');) {
        const auto operation = parse_operation(step);
        if (!operation) return std::nullopt;
        sequence.push_back(*operation);
    }
    return sequence;
}

bool is_priced(Verb verb) {
    switch (verb) {
        case Verb::add_users:
        case Verb::remove_users:
        case Verb::change_plan:
        case Verb::change_cycle:
        case Verb::to_beyond:
        case Verb::to_basic:
        case Verb::add_beyond:
        case Verb::remove_beyond:
            return true;
        default:
            return false;
    }
}

Operation least(Verb verb) {
    switch (verb) {
        case Verb::start:
        case Verb::start_trial:
            return {verb, 0, 1, 0};
        case Verb::add_users:
        case Verb::remove_users:
        case Verb::to_beyond:
        case Verb::add_beyond:
        case Verb::remove_beyond:
            return {verb, 1, 0, 0};
        default:
            return {verb};
    }
}

bool moves_clock(Verb verb) {
    return verb >= Verb::days;
}

}  // namespace tenure::model
