package dev.aatomic.conformance;

import dev.aatomic.conformance.run.Combination;
import dev.aatomic.conformance.run.Server;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which programs are run in a combination. On H2, PostgreSQL and in memory all of them; on the other servers every fourth, others in each
 * combination and on each day, so that each program is run on each of them. {@code -Daatomic.conformance.all} runs all of them everywhere;
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
        if (all || WHOLE.contains(combination.server())) {
            return programs;
        }
        long first = seed + Combination.all().indexOf(combination);
        return IntStream.range(0, programs.size())
                .filter(index -> (index + first) % EVERY == 0)
                .mapToObj(programs::get)
                .toList();
    }

    @Override
    public String toString() {
        return all ? "all on each server" : "every fourth on the servers that are not always run whole, seed " + seed;
    }
}
