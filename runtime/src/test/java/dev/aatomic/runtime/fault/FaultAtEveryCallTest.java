package dev.aatomic.runtime.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.FaultKind;
import dev.aatomic.runtime.support.FaultProgram;
import dev.aatomic.runtime.support.FaultPrograms;
import dev.aatomic.runtime.support.FaultStation;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcCall;
import dev.aatomic.runtime.support.TableShare;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * G7, G8, G9, G11, G12 and G15: on every path through the engine, the n-th call on the driver fails or hangs, for every n. Each time the
 * block ends as the table in {@code docs/guarantees.md} says, the pool is whole, no thread of ours is stuck, and the next block
 * works. The runs of a test go side by side, since those that hang only wait; each JDK takes its {@link TableShare}.
 */
@Tag("G7")
@Tag("G8")
@Tag("G9")
@Tag("G11")
@Tag("G12")
@Tag("G15")
final class FaultAtEveryCallTest {

    private static final int STATIONS = 48;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private Set<Thread> threadsBefore;

    @BeforeEach
    void rememberThreads() {
        threadsBefore = Thread.getAllStackTraces().keySet();
    }

    @TestFactory
    @Timeout(300)
    Stream<DynamicTest> everyCallInTurn() {
        Runs runs = new Runs(Server.H2, STATIONS, builder -> builder);
        return runs.tests(FaultPrograms.all().toList(), List.of(FaultKind.values()));
    }

    @TestFactory
    @Timeout(300)
    Stream<DynamicTest> everyCallInTurnOnPostgres() {
        Set<String> sample = Set.of("plain", "nested that rolls back", "retry", "cancel, statement in flight");
        Runs runs = new Runs(Server.POSTGRES, 20, builder -> builder);
        return runs.tests(
                FaultPrograms.all()
                        .filter(program -> sample.contains(program.name()))
                        .toList(),
                List.of(FaultKind.SQL_EXCEPTION, FaultKind.HANG));
    }

    @TestFactory
    @Timeout(600)
    @EnabledIfSystemProperty(named = "aatomic.stress.seconds", matches = ".+", disabledReason = "a soak")
    Stream<DynamicTest> everyCallInTurnOnEveryServerAndExecutor() {
        TestExecutors executors = fixtures.executors();
        List<FaultProgram> programs = FaultPrograms.all().toList();
        List<FaultKind> kinds = List.of(FaultKind.values());
        return Stream.<Supplier<Stream<DynamicTest>>>of(
                        () -> new Runs(Server.POSTGRES, STATIONS, builder -> builder).tests(programs, kinds),
                        () -> new Runs(Server.H2, STATIONS, builder -> builder.executor(executors.threads(1)))
                                .tests(programs, kinds),
                        () -> new Runs(Server.H2, STATIONS, builder -> builder.executor(executors.shuffled(3, 42)))
                                .tests(programs, kinds))
                .flatMap(Supplier::get);
    }

    /** The runs of a test, and the stations that they take turns on. */
    private final class Runs {

        private final BlockingQueue<FaultStation> stations = new LinkedBlockingQueue<>();
        private final Executor threads;

        Runs(Server server, int number, UnaryOperator<Transactions.Builder> settings) {
            for (int i = 0; i < number; i++) {
                stations.add(new FaultStation(fixtures.database(server, 1), fixtures.foreign(), settings));
            }
            threads = fixtures.executors().threads(number);
        }

        /** Starts all runs; the tests wait for them. */
        Stream<DynamicTest> tests(List<FaultProgram> programs, List<FaultKind> kinds) {
            Map<FaultProgram, List<JdbcCall>> calls = new LinkedHashMap<>();
            programs.forEach(program -> calls.put(program, stations.element().calls(program)));
            List<DynamicTest> tests = new ArrayList<>();
            calls.forEach((program, all) -> {
                for (FaultKind kind : kinds) {
                    tests.add(test(
                            program + ": " + kind, all.size(), (station, n) -> station.run(program, all, n, kind)));
                }
                tests.add(test(
                        program + ": lost from there on", all.size(), (station, n) -> station.runLost(program, n)));
            });
            tests.add(DynamicTest.dynamicTest(
                    "no thread of ours is left", FaultAtEveryCallTest.this::assertNoThreadLeft));
            return tests.stream();
        }

        private DynamicTest test(String name, int calls, ObjIntConsumer<FaultStation> run) {
            List<CompletableFuture<Void>> runs = IntStream.rangeClosed(1, calls)
                    .filter(TableShare::has)
                    .mapToObj(n -> CompletableFuture.runAsync(() -> onAStation(run, n), threads))
                    .toList();
            return DynamicTest.dynamicTest(name, () -> runs.forEach(CompletableFuture::join));
        }

        private void onAStation(ObjIntConsumer<FaultStation> run, int number) {
            FaultStation station = stations.remove();
            try {
                run.accept(station, number);
            } finally {
                stations.add(station);
            }
        }
    }

    private void assertNoThreadLeft() {
        Await.until("threads of ours are gone: " + ours(), () -> ours().isEmpty());
        assertThat(ours()).isEmpty();
    }

    private List<String> ours() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> !threadsBefore.contains(entry.getKey()))
                .filter(entry -> entry.getKey().getName().startsWith("aatomic-"))
                .map(entry -> entry.getKey().getName()
                        + Stream.of(entry.getValue())
                                .map(frame -> "\n    at " + frame)
                                .collect(Collectors.joining()))
                .toList();
    }
}
