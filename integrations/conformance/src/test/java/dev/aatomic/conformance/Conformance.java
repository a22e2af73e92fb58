package dev.aatomic.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.conformance.run.Combination;
import dev.aatomic.conformance.run.Difference;
import dev.aatomic.conformance.run.ProgramRunner;
import dev.aatomic.conformance.run.Server;
import dev.aatomic.conformance.run.Style;
import dev.aatomic.conformance.run.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Programs that do what they must: in Django's mode what was recorded, in the default mode what the reference model says. Combinations that
 * share databases are run after each other. Not safe for use by several threads.
 */
public final class Conformance {

    /** So many programs may hang or keep a connection, in all; then the rest is given up, to end in time. */
    private static final int INCIDENT_LIMIT = 8;

    private static final int SHOWN_IN_MESSAGE = 5;

    private final Report report = new Report();
    private final Sample sample = Sample.ofProperties();
    private final List<Program> programs;
    private @Nullable ProgramRunner runner;
    private int incidents;

    /** Reads the programs. */
    public Conformance() {
        try {
            programs = Programs.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A sample of the combinations of ways that are no ways of the library's own: each on each of the servers and in both modes, in one
     * style, in another one on each day. With {@code -Daatomic.conformance.all} all of them.
     */
    public List<Combination> combinations(List<Server> servers, List<Way> ways) {
        return sample.combinations(servers, ways);
    }

    /** Writes the report. */
    public void close() throws IOException, SQLException {
        report.write(programs.size(), sample);
        if (runner != null) {
            runner.close();
        }
    }

    /** Runs the programs of a combination, one test. */
    public void run(Combination combination) throws SQLException, InterruptedException {
        assumeTrue(
                combination.server().isAvailable(),
                () -> combination.server().label() + " cannot be run on this machine");
        List<Program> chosen = sample.of(programs, combination);
        ProgramRunner current = runnerFor(combination);
        long start = System.nanoTime();
        long hops = current.hops();
        long siblingGroups = current.siblingGroups();
        List<Difference> differences = new ArrayList<>();
        int ran = 0;
        for (Program program : chosen) {
            if (incidents >= INCIDENT_LIMIT) {
                break;
            }
            int before = current.incidents();
            current.run(program, combination).ifPresent(differences::add);
            incidents += current.incidents() - before;
            ran++;
        }
        hops = current.hops() - hops;
        siblingGroups = current.siblingGroups() - siblingGroups;
        report.add(
                String.format(
                        "%-60s %d programs, %d differ, %d ms, %d hops, %d groups of siblings",
                        combination,
                        ran,
                        differences.size(),
                        (System.nanoTime() - start) / 1_000_000,
                        hops,
                        siblingGroups),
                ran,
                chosen.size(),
                differences);
        failOn(differences, ran, chosen.size());
        if (combination.style() == Style.HOPPING) {
            assertThat(hops).as("hops").isPositive();
        }
        if (combination.style() == Style.SIBLINGS && !Programs.isFolderGiven()) {
            assertThat(siblingGroups).as("groups of siblings started together").isPositive();
        }
    }

    private void failOn(List<Difference> differences, int ran, int expected) {
        if (!differences.isEmpty()) {
            fail(differences.stream()
                    .limit(SHOWN_IN_MESSAGE)
                    .map(Difference::toString)
                    .collect(Collectors.joining(
                            "\n\n",
                            differences.size() + " programs differ; all of them: target/conformance.txt\n\n",
                            "")));
        }
        if (ran < expected) {
            fail("Gave up after " + ran + " programs: " + incidents + " hung or kept a connection, in all.");
        }
    }

    private ProgramRunner runnerFor(Combination combination) throws SQLException {
        ProgramRunner current = runner;
        if (current == null || !current.isFor(combination)) {
            if (current != null) {
                current.close();
            }
            current = new ProgramRunner(combination.server(), combination.silentRollback());
            runner = current;
        }
        return current;
    }
}
