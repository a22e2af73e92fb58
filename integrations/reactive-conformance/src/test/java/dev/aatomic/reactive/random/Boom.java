package dev.aatomic.reactive.random;

/** The failure of a program. */
final class Boom extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String LABEL = "boom ";

    Boom(int number) {
        super(label(number), null, false, false);
    }

    static String label(int number) {
        return LABEL + number;
    }

    static boolean isLabel(String failure) {
        return failure.startsWith(LABEL);
    }
}
