#pragma once
// VIES, the European Commission's register of VAT numbers, over its REST interface.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "billing/app/vat_check_port.hpp"

namespace tenure::billing {

struct ViesOptions {
    std::string url;        ///< up to and without "/check-vat-number"
    std::string requester;  ///< our own number: with it VIES gives a consultation id
    std::chrono::milliseconds timeout{20'000};  ///< some states take 15 s
};

std::unique_ptr<VatRegistry> make_vies_registry(ViesOptions options);

/// Reads an answer to a question for `number`. Errors as of VatRegistry::ask().
Result<VatVerdict> parse_vies(int status, std::string_view body, std::string_view number);

}  // namespace tenure::billing
