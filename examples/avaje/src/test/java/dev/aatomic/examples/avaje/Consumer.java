package dev.aatomic.examples.avaje;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import io.avaje.inject.External;
import io.avaje.inject.InjectModule;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.List;

/** Asks for the interfaces in every way. */
@InjectModule(
        name = "test",
        requires = {Transactions.class, Accounts.class, Ledger.class})
@Singleton
class Consumer {

    final Accounts accounts;
    final List<Accounts> all;
    final Provider<Accounts> provider;
    final Accounts delegate;
    final Ledger ledger;
    final Ledger audited;

    @Inject
    Consumer(
            Accounts accounts,
            List<Accounts> all,
            Provider<Accounts> provider,
            @External @AatomicDelegate Accounts delegate,
            Ledger ledger,
            @Audited Ledger audited) {
        this.accounts = accounts;
        this.all = all;
        this.provider = provider;
        this.delegate = delegate;
        this.ledger = ledger;
        this.audited = audited;
    }
}
