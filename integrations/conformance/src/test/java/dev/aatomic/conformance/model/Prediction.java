package dev.aatomic.conformance.model;

import dev.aatomic.conformance.Op;
import dev.aatomic.conformance.Outcome;
import java.util.Set;

/**
 * What a program must do.
 *
 * @param outcome what it must do as seen from outside
 * @param failed the operations that must fail, by identity
 */
public record Prediction(Outcome outcome, Set<Op> failed) {}
