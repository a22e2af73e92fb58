package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Outcome;

/**
 * A program that did not do what it must.
 *
 * @param program its name
 * @param combination how it was run
 * @param expected what it must do
 * @param actual what it did
 */
public record Difference(String program, Combination combination, Outcome expected, String actual) {}
