package dev.aatomic.conformance;

import java.util.List;

/**
 * A program and what Django did when it ran it.
 *
 * @param name the name
 * @param body the operations
 * @param outcome what Django did
 */
public record Program(String name, List<Op> body, Outcome outcome) {

    /** The databases of every program. */
    public static final List<String> DATABASES = List.of("default", "other");
}
