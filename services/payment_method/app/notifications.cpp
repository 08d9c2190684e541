#include "payment_method/app/notifications.hpp"

namespace tenure::payment_method {

Notifications::Notifications(PaymentMethodStore& store, const Providers& providers,
                             Payments& payments)
    : store_(store), providers_(providers), payments_(payments) {}

Status Notifications::receive(const std::string& provider, const RawNotification& notification) {
    Provider* known = providers_.find(provider);
    if (known == nullptr)
        return Error{ErrorKind::not_found, "provider_not_found", "no such payment provider"};
    TENURE_TRY_ASSIGN(const std::optional<Notification> read, known->read(notification));
    if (read) store_.keep({provider, *read}, notification.now);
    return done;
}

Result<bool> Notifications::work(const std::function<Timestamp()>& now_of) {
    const std::optional<WaitingNotification> waiting = store_.take_notification();
    if (!waiting) return false;
    const Notification& notification = waiting->notification;
    const std::optional<Charge> charge = store_.charge(notification.account, notification.payment);
    Provider* provider = providers_.find(waiting->provider);
    if (charge && provider != nullptr && charge->provider == waiting->provider) {
        provider->take_in(notification);
        TENURE_TRY_ASSIGN(const bool told,
                          payments_.look(notification.account, notification.payment,
                                         Payments::present(charge->payment, now_of())));
        if (!told) return true;  // its lease brings it back
    }
    store_.finish(*waiting);
    return true;
}

}  // namespace tenure::payment_method
