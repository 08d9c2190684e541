#include "add_on/module.hpp"

#include "embedded/add_on_migrations.hpp"

namespace tenure::add_on {

namespace {

/// No endpoints yet: what every service serves comes from the runtime.
class AddOnModule final : public runtime::Module {
  public:
    std::vector<http::Route> routes() override { return {}; }
};

}  // namespace

std::unique_ptr<runtime::Module> make_module(const Config&, runtime::Platform) {
    return std::make_unique<AddOnModule>();
}

runtime::Service service() {
    return {
        "add_on", {{"add_on", add_on_migrations::files()}}, [](config::Environment& environment) {
            return [config = load(environment)](runtime::Platform platform) {
                return make_module(config, platform);
            };
        }};
}

}  // namespace tenure::add_on
