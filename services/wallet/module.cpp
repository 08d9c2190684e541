#include "wallet/module.hpp"

#include "embedded/wallet_migrations.hpp"

namespace tenure::wallet {

namespace {

/// No endpoints yet: what every service serves comes from the runtime.
class WalletModule final : public runtime::Module {
  public:
    std::vector<http::Route> routes() override { return {}; }
};

}  // namespace

std::unique_ptr<runtime::Module> make_module(const Config&, runtime::Platform) {
    return std::make_unique<WalletModule>();
}

runtime::Service service() {
    return {
        "wallet", {{"wallet", wallet_migrations::files()}}, [](config::Environment& environment) {
            return [config = load(environment)](runtime::Platform platform) {
                return make_module(config, platform);
            };
        }};
}

}  // namespace tenure::wallet
