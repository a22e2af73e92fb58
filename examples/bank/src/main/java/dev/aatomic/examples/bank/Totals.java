package dev.aatomic.examples.bank;

import java.math.BigDecimal;

/**
 * What all accounts hold together.
 *
 * @param money their balances
 * @param points their reward points
 */
public record Totals(BigDecimal money, long points) {}
