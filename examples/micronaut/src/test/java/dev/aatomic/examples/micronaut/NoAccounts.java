package dev.aatomic.examples.micronaut;

import dev.aatomic.AatomicDelegate;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Accounts that are never called. */
class NoAccounts implements Accounts {

    /** Takes the place of the implementation, and forgets the mark. */
    @Requires(env = "unmarked")
    @Replaces(JdbcAccounts.class)
    @Singleton
    static class Unmarked extends NoAccounts {}

    /** Has the mark as well. */
    @Requires(env = "doubled")
    @AatomicDelegate
    @Singleton
    static class Second extends NoAccounts {}

    @Override
    public CompletionStage<BigDecimal> transfer(long from, long to, BigDecimal amount) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<BigDecimal> balance(long id) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }
}
