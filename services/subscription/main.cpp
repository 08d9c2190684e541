#include "subscription/module.hpp"

int main() {
    return tenure::runtime::run(tenure::subscription::service());
}
