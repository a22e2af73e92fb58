package dev.aatomic.examples.webflux;

/** There is not enough money in the account. */
public final class InsufficientFundsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long account;

    InsufficientFundsException(long account) {
        super("There is not enough money in account " + account);
        this.account = account;
    }

    long account() {
        return account;
    }
}
