package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Outcome;
import java.util.List;

/**
 * A program that did not do what it must.
 *
 * @param program its name
 * @param combination how it was run
 * @param expected what it must do
 * @param actual what it did
 * @param details what else is known, a line or more each: failures that no program may cause, a thread dump
 */
public record Difference(
        String program, Combination combination, Outcome expected, String actual, List<String> details) {}
