package dev.aatomic.examples.outbox;

/** Nothing is left of what was ordered. */
public final class SoldOutException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SoldOutException(String item) {
        super("Sold out: " + item);
    }
}
