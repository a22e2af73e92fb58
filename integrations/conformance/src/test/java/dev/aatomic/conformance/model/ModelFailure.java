package dev.aatomic.conformance.model;

/** A failure in the model: only its name matters. */
final class ModelFailure extends Exception {

    private static final long serialVersionUID = 1L;

    ModelFailure(String name) {
        super(name, null, false, false);
    }

    String name() {
        return String.valueOf(getMessage());
    }
}
