package dev.aatomic.examples.guide.types;

import com.google.common.util.concurrent.ListenableFuture;

/** Deposits by statements of jOOQ. */
final class JooqDeposits implements Deposits {

    private final Accounts accounts;

    JooqDeposits(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public ListenableFuture<Integer> deposit(long account, int amount) {
        return ListenableFutureBlocks.toListenable(accounts.deposit(account, amount));
    }
}
