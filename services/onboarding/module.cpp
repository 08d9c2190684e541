#include "onboarding/module.hpp"

#include "embedded/onboarding_migrations.hpp"

namespace tenure::onboarding {

namespace {

/// No endpoints yet: what every service serves comes from the runtime.
class OnboardingModule final : public runtime::Module {
  public:
    std::vector<http::Route> routes() override { return {}; }
};

}  // namespace

std::unique_ptr<runtime::Module> make_module(const Config&, runtime::Platform) {
    return std::make_unique<OnboardingModule>();
}

runtime::Service service() {
    return {"onboarding",
            {{"onboarding", onboarding_migrations::files()}},
            [](config::Environment& environment) {
                return [config = load(environment)](runtime::Platform platform) {
                    return make_module(config, platform);
                };
            }};
}

}  // namespace tenure::onboarding
