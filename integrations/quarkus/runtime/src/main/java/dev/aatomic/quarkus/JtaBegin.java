package dev.aatomic.quarkus;

import dev.aatomic.jta.JtaTransactions;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionScoped;

/**
 * Refuses a JTA transaction that has begun inside a block, whichever way it did: with {@code @Transactional}, a {@code UserTransaction} or
 * {@code QuarkusTransaction}.
 */
@Singleton
class JtaBegin {

    private final JtaTransactions transactions;

    JtaBegin(JtaTransactions transactions) {
        this.transactions = transactions;
    }

    void begun(@Observes @Initialized(TransactionScoped.class) Object transaction) {
        transactions.afterBegin();
    }
}
