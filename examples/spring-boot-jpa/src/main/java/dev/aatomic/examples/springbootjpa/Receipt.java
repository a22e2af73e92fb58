package dev.aatomic.examples.springbootjpa;

/**
 * What was bought.
 *
 * @param payment what the payment service said
 */
public record Receipt(String payment) {}
