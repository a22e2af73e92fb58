package dev.aatomic.examples.quarkusrest;

import java.math.BigDecimal;

/**
 * An account.
 *
 * @param id its number
 * @param owner whose it is
 * @param balance the money in it
 */
public record Account(long id, String owner, BigDecimal balance) {}
