package dev.aatomic.reactive;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where not all types are tried, or not in both ways: on each day others, and on the other database others.
 * {@code -Daatomic.conformance.all} tries all of them; {@code -Daatomic.conformance.seed} says the day's number.
 */
final class SampledTypes {

    /** Promises are tried on a database with two or three of them: every fifth. */
    private static final int EVERY = 5;

    private static final boolean ALL = System.getProperty("aatomic.conformance.all") != null;
    private static final long SEED = Long.getLong(
            "aatomic.conformance.seed", LocalDate.now(ZoneOffset.UTC).toEpochDay());
    private static final Set<ReactiveType> OF_COROUTINES = EnumSet.range(ReactiveType.SUSPEND, ReactiveType.DEFERRED);

    private SampledTypes() {}

    static List<ReactiveType> onH2() {
        return from(0);
    }

    static List<ReactiveType> onPostgres() {
        return from(EVERY / 2);
    }

    private static List<ReactiveType> from(int first) {
        return Stream.of(ReactiveType.values())
                .filter(type -> isEvery(EVERY, first, type))
                .toList();
    }

    /** Those whose adapter is called by hand; those of coroutines are called so on every other day. */
    static Stream<ReactiveType> byAdapter() {
        return inTurn(0);
    }

    /** Those whose adapter is called by a generated class; those of coroutines on the days between. */
    static Stream<ReactiveType> generated() {
        return inTurn(1);
    }

    private static Stream<ReactiveType> inTurn(int first) {
        return Stream.of(ReactiveType.values())
                .filter(type -> !OF_COROUTINES.contains(type) || isEvery(2, first, type));
    }

    private static boolean isEvery(int count, int first, ReactiveType type) {
        return ALL || Math.floorMod(SEED + first + type.ordinal(), count) == 0;
    }
}
