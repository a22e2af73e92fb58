package dev.aatomic.databases.promise;

/**
 * What a test has found of a promise.
 *
 * @param kind whether it holds
 * @param told where it does not hold, what the user is told; else empty
 */
public record Finding(Kind kind, String told) {

    /** What a cell of the page begins with. */
    public enum Kind {
        HOLDS("holds"),
        CANNOT("cannot: "),
        HAS_NONE("has none");

        private final String beginning;

        Kind(String beginning) {
            this.beginning = beginning;
        }

        public String beginning() {
            return beginning;
        }
    }

    /** The promise is kept. */
    public static final Finding HOLDS = new Finding(Kind.HOLDS, "");

    /** The database has nothing of the sort. */
    public static final Finding HAS_NONE = new Finding(Kind.HAS_NONE, "");

    /** The promise is not kept, and a failure says so. */
    public static Finding cannot(Throwable told) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = told; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return new Finding(Kind.CANNOT, text.toString());
    }

    /** The promise is not kept, and nobody is told. */
    public static Finding cannotAndNothingIsTold() {
        return new Finding(Kind.CANNOT, "nothing is told");
    }
}
