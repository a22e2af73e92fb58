package dev.aatomic.examples.moving;

/**
 * What somebody wants to buy.
 *
 * @param product the number of the product
 * @param quantity how many
 * @param card what it is paid with
 */
public record Order(long product, int quantity, String card) {}
