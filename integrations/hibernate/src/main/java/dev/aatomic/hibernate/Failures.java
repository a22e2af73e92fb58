package dev.aatomic.hibernate;

import java.util.List;

/** What fails where all that comes after it has to happen nevertheless. */
final class Failures {

    private Failures() {}

    static void collect(List<Throwable> failures, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    /** Throws the first, with the others suppressed. */
    static void rethrow(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        if (first instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) first;
    }
}
