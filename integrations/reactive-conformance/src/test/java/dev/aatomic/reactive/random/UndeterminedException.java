package dev.aatomic.reactive.random;

/** Chance decides what a program comes to. */
final class UndeterminedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UndeterminedException(String why) {
        super(why, null, false, false);
    }
}
