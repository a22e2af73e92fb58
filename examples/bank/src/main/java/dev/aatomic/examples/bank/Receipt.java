package dev.aatomic.examples.bank;

import java.math.BigDecimal;

/**
 * A transfer that was made.
 *
 * @param from the sender's account
 * @param to the receiver's account
 * @param amount how much
 * @param rewarded whether the sender got a point for it
 */
public record Receipt(long from, long to, BigDecimal amount, boolean rewarded) {}
