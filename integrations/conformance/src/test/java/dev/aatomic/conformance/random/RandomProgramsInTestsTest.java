package dev.aatomic.conformance.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.conformance.Op;
import dev.aatomic.conformance.Program;
import dev.aatomic.conformance.model.ReferenceModel;
import dev.aatomic.conformance.model.Rules;
import dev.aatomic.conformance.model.UndefinedProgramException;
import dev.aatomic.conformance.run.Combination;
import dev.aatomic.conformance.run.Difference;
import dev.aatomic.conformance.run.ProgramRunner;
import dev.aatomic.conformance.run.Server;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs made at random do inside a test that is rolled back what they do outside: the same trace, the same failure, and the same rows
 * as far as the test sees them; and afterwards there are none. They have no hooks, which in a test wait: that is the only difference.
 */
@Tag("tests")
final class RandomProgramsInTestsTest {

    private static final long SEED = Long.getLong("aatomic.stress.seed", 20_260_701L);
    private static final int PROGRAMS = 300;

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
        try (ProgramRunner silent = new ProgramRunner(server, true, true);
                ProgramRunner failing = new ProgramRunner(server, false, true)) {
            for (long seed = SEED; ran < PROGRAMS; seed++) {
                Combination combination = combinations.get(Math.floorMod(seed, combinations.size()));
                Optional<Program> program = program(seed, combination);
                if (program.isPresent()) {
                    ProgramRunner runner = combination.silentRollback() ? silent : failing;
                    Optional<Difference> difference = runner.run(program.get(), combination);
                    assertThat(difference)
                            .as("the program of seed %s in %s:\n%s", seed, combination, ProgramText.of(program.get()))
                            .isEmpty();
                    ran++;
                }
            }
        }
    }

    private static Optional<Program> program(long seed, Combination combination) {
        List<Op> body = withoutHooks(ProgramGenerator.program(seed));
        try {
            ReferenceModel.predict(body, combination.rules());
            return Optional.of(new Program(
                    "seed " + seed,
                    body,
                    ReferenceModel.predict(body, Rules.DJANGO).outcome()));
        } catch (UndefinedProgramException e) {
            return Optional.empty();
        }
    }

    private static List<Op> withoutHooks(List<Op> body) {
        return body.stream()
                .filter(op -> !(op instanceof Op.OnCommit))
                .map(RandomProgramsInTestsTest::withoutHooks)
                .toList();
    }

    private static Op withoutHooks(Op op) {
        if (op instanceof Op.Block block) {
            return new Op.Block(block.using(), block.savepoint(), block.durable(), withoutHooks(block.body()));
        }
        return op instanceof Op.Try attempt ? new Op.Try(withoutHooks(attempt.body())) : op;
    }
}
