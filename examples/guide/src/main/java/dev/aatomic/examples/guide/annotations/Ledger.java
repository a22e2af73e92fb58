package dev.aatomic.examples.guide.annotations;

/** What a ledger can do. */
public interface Ledger {

    /** Adds an order. */
    int add(long order);
}
