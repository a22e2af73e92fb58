package dev.aatomic.reactive;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * The types with which promises are tried on a database: two of them, on each day others, and on the other database others.
 * {@code -Daatomic.conformance.all} tries all of them; {@code -Daatomic.conformance.seed} says the day's number.
 */
final class SampledTypes {

    private static final int EVERY = 5;

    private SampledTypes() {}

    static List<ReactiveType> onH2() {
        return from(0);
    }

    static List<ReactiveType> onPostgres() {
        return from(EVERY / 2);
    }

    private static List<ReactiveType> from(int first) {
        boolean all = System.getProperty("aatomic.conformance.all") != null;
        long seed = Long.getLong(
                "aatomic.conformance.seed", LocalDate.now(ZoneOffset.UTC).toEpochDay());
        return Stream.of(ReactiveType.values())
                .filter(type -> all || Math.floorMod(seed + first + type.ordinal(), EVERY) == 0)
                .toList();
    }
}
