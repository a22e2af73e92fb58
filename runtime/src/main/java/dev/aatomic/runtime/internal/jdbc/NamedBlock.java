package dev.aatomic.runtime.internal.jdbc;

/** A block for which a connection is taken. */
@FunctionalInterface
public interface NamedBlock {

    /** What its user, or its body, named it. */
    String name();
}
