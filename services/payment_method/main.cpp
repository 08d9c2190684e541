// The payment-method service's process.

#include <utility>

#include "payment_method/module.hpp"

int main() {
    using namespace tenure;
    runtime::Service service;
    service.name = "payment_method";
    service.migrations = payment_method::migrations();
    service.default_threads = 32;  // handlers wait for the payment provider
    service.configure = [](config::Environment& environment) {
        return [config = payment_method::load(environment)](runtime::Platform platform) {
            return payment_method::make_module(config, platform);
        };
    };
    return runtime::run(service);
}
