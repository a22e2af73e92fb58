package dev.aatomic.conformance.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.conformance.Op;
import dev.aatomic.conformance.Outcome;
import dev.aatomic.conformance.Program;
import dev.aatomic.conformance.model.ReferenceModel;
import dev.aatomic.conformance.model.Rules;
import dev.aatomic.conformance.model.UndefinedProgramException;
import dev.aatomic.conformance.run.Combination;
import dev.aatomic.conformance.run.ProgramRunner;
import dev.aatomic.conformance.run.Server;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs made at random do inside a test that is rolled back what they do outside: the same trace, the same failure, and the same rows
 * as far as the test sees them; and afterwards there are none. Their hooks, captured with each outermost block, run after it as they do
 * after its commit. The one difference is what a hook registers: that runs after the hooks of the round. The model knows it, and says what
 * each program does here and there; it is run in both places.
 */
@Tag("tests")
final class RandomProgramsInTestsTest {

    private static final long SEED = Long.getLong("aatomic.stress.seed", 20_260_701L);
    private static final int PROGRAMS = 300;

    /** A program, and what it does. */
    private record Case(Program program, Outcome outside, Outcome inTest) {

        static Optional<Case> of(long seed, Rules rules) {
            List<Op> body = ProgramGenerator.program(seed);
            try {
                Outcome django = ReferenceModel.predict(body, Rules.DJANGO).outcome();
                return Optional.of(new Case(
                        new Program("seed " + seed, body, django),
                        ReferenceModel.predict(body, rules).outcome(),
                        ReferenceModel.predict(body, rules.inTest()).outcome()));
            } catch (UndefinedProgramException e) {
                return Optional.empty();
            }
        }

        boolean hasHooks() {
            return inTest.trace().stream().anyMatch(entry -> entry.startsWith("hook "));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Server.class,
            names = {"H2", "POSTGRESQL", "MEMORY", "MARIADB"})
    void doWhatTheyDoOutside(Server server) throws Exception {
        assumeTrue(server.isAvailable(), () -> server.label() + " cannot be run on this machine");
        List<Combination> combinations = Combination.all().stream()
                .filter(combination -> combination.server() == server)
                .toList();
        int ran = 0;
        int withHooks = 0;
        int differing = 0;
        try (ProgramRunner silent = new ProgramRunner(server, true);
                ProgramRunner failing = new ProgramRunner(server, false);
                ProgramRunner silentInTest = new ProgramRunner(server, true, true);
                ProgramRunner failingInTest = new ProgramRunner(server, false, true)) {
            for (long seed = SEED; ran < PROGRAMS; seed++) {
                Combination combination = combinations.get(Math.floorMod(seed, combinations.size()));
                Optional<Case> made = Case.of(seed, combination.rules());
                if (made.isPresent()) {
                    boolean isSilent = combination.silentRollback();
                    assertRuns(made.get(), combination, isSilent ? silent : failing, "outside");
                    assertRuns(made.get(), combination, isSilent ? silentInTest : failingInTest, "in a test");
                    ran++;
                    withHooks += made.get().hasHooks() ? 1 : 0;
                    differing += made.get().inTest().equals(made.get().outside()) ? 0 : 1;
                }
            }
        }
        // Else a generator that has become dull would pass unseen.
        assertThat(withHooks).isGreaterThan(PROGRAMS / 5);
        assertThat(differing).isPositive().isLessThan(PROGRAMS / 20);
    }

    private static void assertRuns(Case made, Combination combination, ProgramRunner runner, String where)
            throws Exception {
        assertThat(runner.run(made.program(), combination))
                .as("%s, %s in %s:\n%s", made.program().name(), where, combination, ProgramText.of(made.program()))
                .isEmpty();
    }
}
