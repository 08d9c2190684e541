#pragma once
// The exchange with the bank by files: collections are written into a folder, from where the bank's
// client or a person hands them in; reports are read as documents.

#include <memory>
#include <string>

#include "payment_method/app/collections.hpp"
#include "payment_method/clients/pain008.hpp"
#include "payment_method/clients/sealer.hpp"

namespace tenure::payment_method {

struct BankFilesOptions {
    std::string folder;
    Pain008Version version = Pain008Version::v08;
    CollectionAccount account;
};

std::unique_ptr<BankExchange> make_bank_files(const Sealer& sealer, BankFilesOptions options);

}  // namespace tenure::payment_method
