#pragma once
// Asks the registry for the customers' VAT numbers, in the background: no request waits for it.
// What it says changes the VAT; that it does not answer changes nothing.

#include "billing/app/ports.hpp"
#include "billing/app/vat_check_port.hpp"

namespace tenure::billing {

class VatRegistryService {
  public:
    VatRegistryService(BillingStore& store, VatCheckQueue& queue, VatRegistry& registry,
                       EventWriter& events, const AuditWriter& written, VatPolicy policy)
        : store_(store),
          queue_(queue),
          registry_(registry),
          events_(events),
          written_(written),
          policy_(policy) {}

    /// Asks for one number whose turn has come; false when there is none. Error
    /// `vat_registry_unavailable`: there is no use in asking for others just now.
    Result<bool> check_next(Timestamp now);

  private:
    /// Takes over a verdict, unless the customer has given another number meanwhile.
    Status take_over(const DueVatCheck& check, const VatVerdict& verdict, Timestamp now);

    BillingStore& store_;
    VatCheckQueue& queue_;
    VatRegistry& registry_;
    EventWriter& events_;
    const AuditWriter& written_;
    VatPolicy policy_;
};

}  // namespace tenure::billing
