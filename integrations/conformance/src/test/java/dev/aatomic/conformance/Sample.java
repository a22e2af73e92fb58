package dev.aatomic.conformance;

import dev.aatomic.conformance.run.Combination;
import dev.aatomic.conformance.run.Server;
import dev.aatomic.conformance.run.Style;
import dev.aatomic.conformance.run.Way;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which programs are run in a combination. In the library's own ways on H2, PostgreSQL and in memory all of them; elsewhere every fourth,
 * others in each combination and on each day, so that each program is run on each of them. {@code -Daatomic.conformance.all} runs all of them everywhere;
 * {@code -Daatomic.conformance.seed} says the day's number.
 *
 * @param all whether all are run everywhere
 * @param seed where the counting begins
 */
record Sample(boolean all, long seed) {

    private static final int EVERY = 4;
    private static final Set<Server> WHOLE = EnumSet.of(Server.H2, Server.POSTGRESQL, Server.MEMORY);

    /** As the system properties say. */
    static Sample ofProperties() {
        return new Sample(
                Programs.isFolderGiven() || System.getProperty("aatomic.conformance.all") != null,
                Long.getLong(
                        "aatomic.conformance.seed",
                        LocalDate.now(ZoneOffset.UTC).toEpochDay()));
    }

    /** The programs for a combination, in their order. */
    List<Program> of(List<Program> programs, Combination combination) {
        int number = Combination.all().indexOf(combination);
        if (all || number >= 0 && WHOLE.contains(combination.server())) {
            return programs;
        }
        long first = seed + (number >= 0 ? number : combination.toString().hashCode());
        return IntStream.range(0, programs.size())
                .filter(index -> Math.floorMod(index + first, EVERY) == 0)
                .mapToObj(programs::get)
                .toList();
    }

    /**
     * Of some ways into blocks, on each server and in each mode, one style: for a way others on the other servers and in the other mode, and
     * on each day. All of them, where all programs are run.
     */
    List<Combination> combinations(List<Server> servers, List<Way> ways) {
        List<Style> styles = List.of(Style.values());
        List<Combination> combinations = Combination.all(servers, ways, styles);
        return IntStream.range(0, combinations.size())
                .filter(index ->
                        all || Math.floorMod(seed + index / styles.size(), styles.size()) == index % styles.size())
                .mapToObj(combinations::get)
                .toList();
    }

    @Override
    public String toString() {
        return all ? "all on each server" : "every fourth where not always all are run, seed " + seed;
    }
}
