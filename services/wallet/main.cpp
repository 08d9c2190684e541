#include "wallet/module.hpp"

int main() {
    return tenure::runtime::run(tenure::wallet::service());
}
