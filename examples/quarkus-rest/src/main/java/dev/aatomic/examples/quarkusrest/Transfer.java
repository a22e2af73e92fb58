package dev.aatomic.examples.quarkusrest;

import java.math.BigDecimal;

/**
 * What is to be moved.
 *
 * @param source the account that it is taken from
 * @param target the account that gets it
 * @param amount the money
 */
public record Transfer(long source, long target, BigDecimal amount) {}
