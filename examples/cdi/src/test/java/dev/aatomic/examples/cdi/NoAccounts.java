package dev.aatomic.examples.cdi;

import dev.aatomic.AatomicDelegate;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Accounts that are never called. They have no scope, so that no container finds them that is not told of them. */
class NoAccounts implements Accounts {

    /** Forgets the mark. */
    static class Unmarked extends NoAccounts {}

    /** Has the mark. */
    @AatomicDelegate
    static class First extends NoAccounts {}

    /** Has the mark as well. */
    @AatomicDelegate
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
