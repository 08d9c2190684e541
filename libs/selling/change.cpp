#include "selling/change.hpp"

#include "domain/enum_names.hpp"

namespace tenure::selling {

namespace {

constexpr EnumNames<ChangeStatus, 5> status_names{{
    {"pending", ChangeStatus::pending},
    {"scheduled", ChangeStatus::scheduled},
    {"applied", ChangeStatus::applied},
    {"declined", ChangeStatus::declined},
    {"undone", ChangeStatus::undone},
}};

bool may_become(ChangeStatus from, ChangeStatus to) {
    if (from == to || to == ChangeStatus::pending) return false;
    return from == ChangeStatus::pending || from == ChangeStatus::scheduled;
}

}  // namespace

std::string_view name_of(ChangeStatus status) {
    return name_in(status_names, status);
}
ChangeStatus change_status(std::string_view name) {
    return value_in(status_names, name);
}

std::string option_of(const Change& change, const std::string& name) {
    const auto found = change.options.find(name);
    return found == change.options.end() ? std::string() : found->second;
}

bool is_accepted(const Change& change) {
    return change.status == ChangeStatus::applied || change.status == ChangeStatus::scheduled;
}

bool in_effect(const Change& change, Timestamp now) {
    return is_accepted(change) && change.effective_at && *change.effective_at <= now;
}

bool waits(const Change& change, Timestamp now) {
    return change.status == ChangeStatus::scheduled && change.effective_at &&
           *change.effective_at > now;
}

ChangeStatus status_at(const Change& change, Timestamp now) {
    return in_effect(change, now) ? ChangeStatus::applied : change.status;
}

std::optional<Change> after_outcome(const Change& change, const OrderOutcome& outcome) {
    const bool still_pending =
        change.status == ChangeStatus::pending && outcome.status == ChangeStatus::pending;
    const bool acts = still_pending && outcome.action_url != change.action_url;
    if (!acts && !may_become(change.status, outcome.status)) return std::nullopt;
    Change settled = change;
    settled.action_url = outcome.action_url;
    settled.status = outcome.status;
    if (outcome.effective_at) settled.effective_at = outcome.effective_at;
    if (!outcome.quote_document.empty()) settled.quote_document = outcome.quote_document;
    if (outcome.invoice_id) settled.invoice_id = outcome.invoice_id;
    if (outcome.invoice_number) settled.invoice_number = outcome.invoice_number;
    if (outcome.decline) settled.decline = outcome.decline;
    return settled;
}

Result<Change> answer_of(const Change& change) {
    if (change.status != ChangeStatus::declined) return change;
    const Decline decline = change.decline.value_or(Decline{"payment_declined", ""});
    return Error{ErrorKind::payment_required,
                 decline.code,
                 decline.detail,
                 {},
                 {{"change_id", change.id.str()}}};
}

}  // namespace tenure::selling
