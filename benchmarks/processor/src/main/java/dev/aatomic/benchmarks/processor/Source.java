package dev.aatomic.benchmarks.processor;

/**
 * A source file.
 *
 * @param name the simple name of the type in it
 * @param text the text
 */
record Source(String name, String text) {}
