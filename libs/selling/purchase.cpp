#include "selling/purchase.hpp"

#include "domain/enum_names.hpp"

namespace tenure::selling {

namespace {

constexpr EnumNames<Action, 5> action_names{{{"add", Action::add},
                                             {"remove", Action::remove},
                                             {"switch", Action::switch_product},
                                             {"clear", Action::clear},
                                             {"charge", Action::charge}}};
constexpr EnumNames<PurchaseKind, 3> kind_names{
    {{"start", PurchaseKind::start}, {"change", PurchaseKind::change}, {"end", PurchaseKind::end}}};

Operation operation(Action action, std::string item) {
    Operation made;
    made.action = action;
    made.item = std::move(item);
    return made;
}

}  // namespace

std::string_view name_of(Action action) {
    return name_in(action_names, action);
}
std::optional<Action> action_of(std::string_view name) {
    for (const auto& [known, action] : action_names)
        if (known == name) return action;
    return std::nullopt;
}
std::string_view name_of(PurchaseKind kind) {
    return name_in(kind_names, kind);
}

Operation add(std::string item, Product product, std::int64_t quantity) {
    Operation made = operation(Action::add, std::move(item));
    made.product = std::move(product);
    made.quantity = quantity;
    return made;
}
Operation remove(std::string item, std::int64_t quantity) {
    Operation made = operation(Action::remove, std::move(item));
    made.quantity = quantity;
    return made;
}
Operation switch_to(std::string item, Product product) {
    Operation made = operation(Action::switch_product, std::move(item));
    made.product = std::move(product);
    return made;
}
Operation clear(std::string item) {
    return operation(Action::clear, std::move(item));
}
Operation charge(std::string item, std::string product, Money price, Names names,
                 std::int64_t quantity) {
    Operation made = operation(Action::charge, std::move(item));
    made.product = Product{
        std::move(product), {{Cycle::quarterly, price}, {Cycle::annual, price}}, std::move(names)};
    made.quantity = quantity;
    return made;
}

}  // namespace tenure::selling
