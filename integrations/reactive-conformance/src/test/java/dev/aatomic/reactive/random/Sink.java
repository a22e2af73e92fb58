package dev.aatomic.reactive.random;

/** Takes items, and returns whether it wants more. */
@FunctionalInterface
interface Sink {

    /** Takes one that is emitted for certain, or one that may be lost. */
    boolean item(int item, boolean isCertain);
}
