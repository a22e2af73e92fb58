package dev.aatomic.mutiny;

/** What bodies of tests fail with. */
final class Boom extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Boom() {
        super("boom");
    }
}
