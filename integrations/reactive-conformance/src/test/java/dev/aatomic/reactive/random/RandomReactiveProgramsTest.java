package dev.aatomic.reactive.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Server;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Hooks;

/**
 * Programs made at random of the operators of Reactor, Mutiny and RxJava, around blocks and in them, come to what a model of blocks says: by
 * the rows, by the hooks that ran, and by what their subscribers were told. {@code -Daatomic.stress.programs} is how many run on each
 * executor; {@code -Daatomic.stress.seed} the seed of the first, and the next one has the next number.
 */
@Tag("D1")
@Tag("G4")
@Tag("G7")
@Tag("G10")
@Tag("hooks")
@Timeout(value = 1, unit = TimeUnit.DAYS)
final class RandomReactiveProgramsTest {

    private static final long SEED = Long.getLong("aatomic.stress.seed", 20_260_101L);
    private static final int PROGRAMS = Integer.getInteger("aatomic.stress.programs", 1_000);

    /** How many run at a time. */
    private static final int AT_A_TIME = 20;

    private static final int CONNECTIONS = 4;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** What is told after a cancel, and of all failures but one where some parts fail at a time, nobody is to hear of here. */
    @BeforeEach
    void takeWhatIsDropped() {
        Hooks.onErrorDropped(failure -> {});
        RxJavaPlugins.setErrorHandler(failure -> {});
        Infrastructure.setDroppedExceptionHandler(failure -> {});
    }

    @AfterEach
    void resetDropping() {
        Hooks.resetOnErrorDropped();
        RxJavaPlugins.setErrorHandler(null);
        Infrastructure.resetDroppedExceptionHandler();
    }

    static Stream<Arguments> executors() {
        return Stream.of(
                executor(Server.POSTGRES, "default", executors -> null),
                executor(Server.H2, "default", executors -> null),
                executor(Server.H2, "one thread", executors -> executors.threads(1)),
                executor(Server.H2, "four threads", executors -> executors.threads(4)),
                executor(Server.H2, "direct", TestExecutors::direct),
                executor(Server.H2, "late and out of order", executors -> executors.shuffled(3, SEED)),
                executor(
                        Server.H2,
                        "virtual",
                        executors -> executors.virtual().orElseGet(() -> Assumptions.abort("no virtual threads"))));
    }

    private static Arguments executor(
            Server server, String name, Function<TestExecutors, @Nullable Executor> executorOf) {
        return Arguments.of(server, name, executorOf);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("executors")
    void comeToWhatTheModelSays(Server server, String name, Function<TestExecutors, @Nullable Executor> executorOf) {
        PooledDatabase database = fixtures.database(server, CONNECTIONS);
        Executor executor = executorOf.apply(fixtures.executors());
        Transactions.Builder builder =
                Transactions.builder().database("default", database.pool(), database.connections());
        Transactions transactions = fixtures.transactions(executor == null ? builder : builder.executor(executor));
        Programs programs = new Programs(database, transactions, fixtures.foreign());
        List<Program> batch = new ArrayList<>();
        int ran = 0;
        for (long seed = SEED; ran < PROGRAMS; seed++) {
            determined(seed).ifPresent(batch::add);
            if (batch.size() == AT_A_TIME) {
                check(programs, batch);
                ran += batch.size();
                batch.clear();
            }
        }
        System.out.println(server + ", " + name + ": " + ran + " programs from seed " + SEED);
    }

    private static Optional<Program> determined(long seed) {
        Program program = ProgramGenerator.program(seed);
        try {
            Model.predict(program);
            return Optional.of(program);
        } catch (UndeterminedException chance) {
            return Optional.empty();
        }
    }

    private static void check(Programs programs, List<Program> batch) {
        List<String> problems = programs.run(batch);
        if (problems.isEmpty()) {
            return;
        }
        String text = "Again: -Daatomic.stress.seed=" + batch.get(0).seed() + "\n" + String.join("\n", problems);
        if (!programs.hangs()) {
            text += smallest(programs, batch);
        }
        throw new AssertionError(text);
    }

    /** Which of them fails by itself too, and made smaller. */
    private static String smallest(Programs programs, List<Program> batch) {
        return batch.stream()
                .filter(program -> fails(programs, program))
                .findFirst()
                .map(program -> "\nsmallest that fails by itself:\n"
                        + Shrinker.shrink(program, smaller -> fails(programs, smaller)))
                .orElse("\nnone of them fails by itself");
    }

    private static boolean fails(Programs programs, Program program) {
        return !programs.hangs()
                && !programs.run(Collections.nCopies(AT_A_TIME, program)).isEmpty();
    }

    /** Else a generator that has become dull would pass unseen. */
    @Test
    void areOfEveryKind() {
        List<Program> programs = LongStream.range(SEED, SEED + 3_000)
                .mapToObj(RandomReactiveProgramsTest::determined)
                .flatMap(Optional::stream)
                .toList();
        for (Kind kind : Kind.values()) {
            assertThat(programs)
                    .as("%s", kind)
                    .filteredOn(program -> program.root().has(node -> node.kind() == kind))
                    .hasSizeGreaterThan(10);
        }
        Map<End.What, Integer> ends = new EnumMap<>(End.What.class);
        List<Prediction> predictions = programs.stream().map(Model::predict).toList();
        predictions.forEach(prediction -> ends.merge(prediction.end().what(), 1, Integer::sum));
        System.out.println(programs.size() + " determined of 3000, " + ends);
        assertThat(ends)
                .containsOnlyKeys(End.What.values())
                .allSatisfy((end, count) -> assertThat(count).isGreaterThan(20));
        assertThat(predictions)
                .filteredOn(prediction -> prediction.all().rows().size() > 2)
                .hasSizeGreaterThan(programs.size() / 10);
    }
}
