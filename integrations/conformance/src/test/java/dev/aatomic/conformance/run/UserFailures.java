package dev.aatomic.conformance.run;

/** The errors that programs raise: one unchecked, one checked. */
final class UserFailures {

    private UserFailures() {}

    static Exception named(String name) {
        return switch (name) {
            case "Boom" -> new Boom();
            case "Other" -> new Other();
            default -> throw new IllegalArgumentException("unknown user error " + name);
        };
    }

    static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Boom() {
            super("raised by the program");
        }
    }

    static final class Other extends Exception {
        private static final long serialVersionUID = 1L;

        Other() {
            super("raised by the program");
        }
    }
}
