package dev.aatomic.examples.guide.readme;

/**
 * What somebody orders.
 *
 * @param id its number
 * @param customer who
 */
public record Order(long id, long customer) {}
