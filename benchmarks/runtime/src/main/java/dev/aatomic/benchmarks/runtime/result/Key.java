package dev.aatomic.benchmarks.runtime.result;

/**
 * What a series measures.
 *
 * @param situation what was varied, for example how many are in flight
 * @param subject which form
 * @param metric what was measured, with its unit
 */
public record Key(String situation, String subject, String metric) {}
