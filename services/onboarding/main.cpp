#include "onboarding/module.hpp"

int main() {
    return tenure::runtime::run(tenure::onboarding::service());
}
