package dev.aatomic.hibernate;

import jakarta.persistence.PrePersist;
import jakarta.persistence.PreUpdate;
import java.util.function.Consumer;

/** Tells a test where listeners of entities run. */
final class ThreadListener {

    private static volatile Consumer<Account> told = account -> {};

    static void tell(Consumer<Account> listener) {
        told = listener;
    }

    @PrePersist
    @PreUpdate
    void beforeWrite(Account account) {
        told.accept(account);
    }
}
