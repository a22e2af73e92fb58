package dev.aatomic.examples.guide.readme;

/**
 * What the payment service gives.
 *
 * @param order the number of the order that was paid
 */
public record Receipt(long order) {}
