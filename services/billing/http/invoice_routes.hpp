#pragma once
// Endpoints of issued invoices and credit notes.

#include <vector>

#include "billing/app/account_service.hpp"
#include "billing/app/invoice_service.hpp"
#include "http/route.hpp"

namespace tenure::billing {

struct InvoiceServices {
    AccountService& accounts;
    InvoiceService& operations;
};

std::vector<http::Route> invoice_routes(InvoiceServices& services);

}  // namespace tenure::billing
