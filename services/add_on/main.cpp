#include "add_on/module.hpp"

int main() {
    return tenure::runtime::run(tenure::add_on::service());
}
