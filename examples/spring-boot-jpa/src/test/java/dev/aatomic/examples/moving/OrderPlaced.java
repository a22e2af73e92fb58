package dev.aatomic.examples.moving;

/**
 * What is published once an order was placed.
 *
 * @param product the number of the product
 */
record OrderPlaced(long product) {}
