package dev.aatomic.examples.webflux;

/**
 * What was moved.
 *
 * @param id the number of the transfer
 * @param transfer what was asked for
 */
public record Receipt(long id, Transfer transfer) {}
