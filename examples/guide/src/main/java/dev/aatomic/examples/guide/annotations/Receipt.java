package dev.aatomic.examples.guide.annotations;

import java.math.BigDecimal;

/**
 * What a transfer gives.
 *
 * @param from the sender
 * @param to the receiver
 * @param amount how much
 */
public record Receipt(long from, long to, BigDecimal amount) {}
