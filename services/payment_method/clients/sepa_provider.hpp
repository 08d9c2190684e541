#pragma once
// Direct debit without a payment provider: the company collects through its own bank, which takes
// files of collections (pain.008) and reports on them (pain.002, camt.054). Takes bank accounts
// only.

#include <memory>
#include <string>

#include "payment_method/app/sepa_book.hpp"
#include "payment_method/clients/sealer.hpp"

namespace tenure::payment_method {

struct SepaOptions {
    TimeZone zone;         ///< of the days that banks count
    int notice_days = 14;  ///< between asking for a debit and its collection
};

std::unique_ptr<Provider> make_sepa_provider(SepaBook& book, const Sealer& sealer,
                                             const Clock& clock, SepaOptions options);

}  // namespace tenure::payment_method
