package dev.aatomic.examples.micronautreactor;

/** There is not enough money in the account. */
public final class InsufficientFundsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InsufficientFundsException(long id) {
        super("There is not enough money in account " + id);
    }
}
