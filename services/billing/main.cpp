#include "billing/module.hpp"

int main() {
    return tenure::runtime::run(tenure::billing::service());
}
