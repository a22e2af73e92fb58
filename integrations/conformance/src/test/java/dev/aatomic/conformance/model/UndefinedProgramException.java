package dev.aatomic.conformance.model;

/** The rules do not say what a program does. */
public final class UndefinedProgramException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UndefinedProgramException(String message) {
        super(message);
    }
}
