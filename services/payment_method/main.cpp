// The payment-method service's process.

#include "payment_method/module.hpp"

int main() {
    return tenure::runtime::run(tenure::payment_method::service());
}
