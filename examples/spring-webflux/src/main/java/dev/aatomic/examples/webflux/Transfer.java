package dev.aatomic.examples.webflux;

import java.math.BigDecimal;

/**
 * What is to be moved.
 *
 * @param source the account to take from
 * @param target the account to give to
 * @param amount how much; more than nothing
 */
public record Transfer(long source, long target, BigDecimal amount) {}
