package dev.aatomic.conformance.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.conformance.Op;
import dev.aatomic.conformance.Program;
import dev.aatomic.conformance.Programs;
import dev.aatomic.conformance.model.ReferenceModel;
import dev.aatomic.conformance.model.Rules;
import dev.aatomic.conformance.model.UndefinedProgramException;
import dev.aatomic.conformance.run.Combination;
import dev.aatomic.conformance.run.Difference;
import dev.aatomic.conformance.run.ProgramRunner;
import dev.aatomic.conformance.run.Server;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs made at random do what the reference model says, each in a combination of mode, entrance and style that its seed
 * chooses. {@code -Daatomic.stress.seconds} makes them for so long on each server; {@code -Daatomic.stress.seed} says the seed of
 * the first, and the next one has the next number.
 */
@Tag("django")
final class RandomProgramsTest {

    private static final long SEED = Long.getLong("aatomic.stress.seed", 20_260_101L);
    private static final int PROGRAMS = 400;
    private static final int SHRINKING_ATTEMPTS = 1_000;

    /** What a seed makes: a program, and how it is run. */
    private record Case(long seed, Program program, Combination combination) {

        static Optional<Case> of(long seed, Server server) {
            List<Combination> combinations = Combination.all().stream()
                    .filter(combination -> combination.server() == server)
                    .toList();
            return of(seed, ProgramGenerator.program(seed), combinations.get(Math.floorMod(seed, combinations.size())));
        }

        /** Returns nothing if the rules leave open what the program does. */
        private static Optional<Case> of(long seed, List<Op> body, Combination combination) {
            try {
                ReferenceModel.predict(body, combination.rules());
                Program program = new Program(
                        "seed " + seed,
                        body,
                        ReferenceModel.predict(body, Rules.DJANGO).outcome());
                return Optional.of(new Case(seed, program, combination));
            } catch (UndefinedProgramException e) {
                return Optional.empty();
            }
        }

        Optional<Case> with(List<Op> body) {
            return of(seed, body, combination);
        }
    }

    /** The runners of a server's two modes. */
    private static final class Runners implements AutoCloseable {

        private final ProgramRunner silent;
        private final ProgramRunner failing;

        Runners(Server server) {
            silent = new ProgramRunner(server, true);
            failing = new ProgramRunner(server, false);
        }

        Optional<Difference> run(Case made) throws Exception {
            return runner(made).run(made.program(), made.combination());
        }

        /** How many programs hung or kept a connection, which takes seconds each. */
        int incidents() {
            return silent.incidents() + failing.incidents();
        }

        private ProgramRunner runner(Case made) {
            return silent.isFor(made.combination()) ? silent : failing;
        }

        @Override
        public void close() throws SQLException {
            try {
                silent.close();
            } finally {
                failing.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    @Timeout(value = 1, unit = TimeUnit.DAYS, threadMode = ThreadMode.SAME_THREAD)
    void doWhatTheReferenceModelSays(Server server) throws Exception {
        assumeTrue(server.isAvailable(), () -> server.label() + " cannot be run on this machine");
        Long seconds = Long.getLong("aatomic.stress.seconds");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds == null ? 0 : seconds);
        int ran = 0;
        try (Runners runners = new Runners(server)) {
            for (long seed = SEED; seconds == null ? ran < PROGRAMS : System.nanoTime() - end < 0; seed++) {
                Optional<Case> made = Case.of(seed, server);
                if (made.isPresent()) {
                    run(made.get(), runners);
                    ran++;
                }
            }
        }
        System.out.println(server + ": " + ran + " random programs");
        assertThat(ran).isPositive();
    }

    private static void run(Case made, Runners runners) throws Exception {
        Optional<Difference> difference = runners.run(made);
        if (difference.isPresent()) {
            fail(report(made, difference.get(), runners));
        }
    }

    private static String report(Case made, Difference difference, Runners runners) throws Exception {
        // Smaller programs that hang would be waited for, each.
        List<Op> smallest = runners.incidents() > 0
                ? made.program().body()
                : Shrinker.shrink(made.program().body(), SHRINKING_ATTEMPTS, body -> {
                    Optional<Case> smaller = made.with(body);
                    return runners.incidents() == 0
                            && smaller.isPresent()
                            && runners.run(smaller.get()).isPresent();
                });
        Case shown = made.with(smallest).orElse(made);
        Difference last =
                runners.incidents() > 0 ? difference : runners.run(shown).orElse(difference);
        return String.join(
                "\n",
                "The program of seed " + made.seed() + " differs (" + made.combination()
                        + "); again: -Daatomic.stress.seed=" + made.seed(),
                "  expected " + last.expected(),
                "  actual   " + last.actual(),
                "  " + String.join("\n  ", last.details()),
                "made smaller, with Django's outcome as the model has it:",
                ProgramText.of(shown.program()),
                "as it was made:",
                ProgramText.of(made.program()));
    }

    @Test
    void areReadAsTheyArePrinted() {
        assertThat(LongStream.range(SEED, SEED + PROGRAMS)
                        .mapToObj(seed -> Case.of(seed, Server.H2))
                        .flatMap(Optional::stream)
                        .map(Case::program))
                .hasSizeGreaterThan(PROGRAMS / 2)
                .allSatisfy(program -> assertThat(Programs.parse(ProgramText.of(program), program.name()))
                        .containsExactly(program));
    }

    /** Else a generator that has become dull would pass unseen. */
    @Test
    void areOfEveryKind() {
        List<Program> programs = LongStream.range(SEED, SEED + PROGRAMS)
                .mapToObj(seed -> Case.of(seed, Server.POSTGRESQL))
                .flatMap(Optional::stream)
                .map(Case::program)
                .toList();
        String text = programs.stream().map(ProgramText::of).collect(Collectors.joining());
        for (Class<?> kind : kinds(Op.class).toList()) {
            assertThat(text).contains("\"op\":\"" + ProgramText.kind(kind) + "\"");
        }
        TreeSet<String> caught = programs.stream()
                .flatMap(program -> program.outcome().trace().stream())
                .filter(entry -> entry.startsWith("caught"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(caught)
                .containsExactly(
                        "caught Boom",
                        "caught DatabaseError",
                        "caught DurableNestedError",
                        "caught IntegrityError",
                        "caught Other",
                        "caught TransactionManagementError");
        assertThat(programs)
                .filteredOn(program -> program.outcome().rows().values().stream()
                                .mapToInt(List::size)
                                .sum()
                        > 2)
                .hasSizeGreaterThan(PROGRAMS / 10);
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Stream.of(type.getPermittedSubclasses()).flatMap(RandomProgramsTest::kinds);
    }
}
