package dev.aatomic.examples.structured;

/** Nothing is left of an article. */
public final class SoldOutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SoldOutException(String article) {
        super("Nothing is left of '" + article + "'");
    }
}
