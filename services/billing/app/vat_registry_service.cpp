#include "billing/app/vat_registry_service.hpp"

namespace tenure::billing {

namespace {

/// The day in UTC: near enough to see whether a verdict changes the VAT.
Date day_of(Timestamp now) {
    return Date(std::chrono::floor<std::chrono::days>(now).time_since_epoch());
}

/// Who has changed the details when the registry has spoken.
Caller registry_for(const AccountId& account, Timestamp now) {
    Caller caller;
    caller.account = account;
    caller.subject = "service:billing";
    caller.roles = Role::service;
    caller.request_id = new_id("req", now);
    caller.now = now;
    return caller;
}

}  // namespace

Result<bool> VatRegistryService::check_next(Timestamp now) {
    const std::optional<DueVatCheck> check = queue_.take_due();
    if (!check) return false;
    const Result<VatVerdict> verdict = registry_.ask(check->number);
    if (!verdict.ok()) {
        queue_.failed(*check, verdict.error().detail);
        if (verdict.error().code == "vat_state_unavailable") return true;
        return verdict.error();
    }
    TENURE_TRY(take_over(*check, *verdict, now));
    return true;
}

Status VatRegistryService::take_over(const DueVatCheck& check, const VatVerdict& verdict,
                                     Timestamp now) {
    return store_.transact(check.account, [&](BillingTx& tx) -> Status {
        const std::optional<Details> before = tx.details();
        if (!before || before->vat_number != check.number) return done;
        tx.vat_checks().record(check.number, verdict, now);
        // The answer to GET changes with every verdict, and its ETag with it.
        Details after = *before;
        ++after.version;
        after.vat_number_status = verdict.valid ? VatNumberStatus::valid : VatNumberStatus::invalid;
        tx.save(after);
        const Date day = day_of(now);
        if (vat_treatment(policy_, *before, day) != vat_treatment(policy_, after, day))
            tx.raise_version();
        tx.publish("vat_number.checked", events_.vat_number(after, verdict.consultation), now);
        if (before->vat_number_status == after.vat_number_status) return done;
        after.vat_number_checked_at = now;
        after.vat_number_consultation = verdict.consultation;
        tx.audit(registry_for(check.account, now), {.action = "vat_number.checked",
                                                    .resource = "/v1/billing/details",
                                                    .before = written_.details(*before),
                                                    .after = written_.details(after)});
        return done;
    });
}

}  // namespace tenure::billing
