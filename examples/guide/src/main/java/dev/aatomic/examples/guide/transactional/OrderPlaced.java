package dev.aatomic.examples.guide.transactional;

/**
 * What is published once an order was placed.
 *
 * @param order its number
 */
record OrderPlaced(long order) {}
