package dev.aatomic.examples.quarkus;

import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Accounts that are never called. */
class NoAccounts implements Accounts {

    @Override
    public CompletionStage<BigDecimal> transfer(long from, long to, BigDecimal amount) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<BigDecimal> balance(long id) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }
}
