package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Outcome;
import dev.aatomic.conformance.Program;
import dev.aatomic.conformance.model.Prediction;
import dev.aatomic.conformance.model.ReferenceModel;
import dev.aatomic.conformance.model.Rules;
import dev.aatomic.conformance.model.UndefinedProgramException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Runs programs in a combination, one after another, none longer than the limit. Not safe for use by several threads. */
public final class ProgramRunner implements AutoCloseable {

    private static final long LIMIT_SECONDS = 15;

    private final Server server;
    private final boolean silentRollback;
    private final boolean inTest;
    private final LongAdder hops = new LongAdder();
    private final LongAdder siblingGroups = new LongAdder();
    private @Nullable Environment environment;
    private @Nullable ExecutorService worker;
    private int incidents;

    /**
     * Makes a runner.
     *
     * @param server the server of its databases
     * @param silentRollback whether in Django's mode
     */
    public ProgramRunner(Server server, boolean silentRollback) {
        this(server, silentRollback, false);
    }

    /**
     * Makes a runner.
     *
     * @param server the server of its databases
     * @param silentRollback whether in Django's mode
     * @param inTest whether inside a test that is rolled back, after which no row may be left
     */
    public ProgramRunner(Server server, boolean silentRollback, boolean inTest) {
        this.server = server;
        this.silentRollback = silentRollback;
        this.inTest = inTest;
    }

    /**
     * Runs a program and compares.
     *
     * @param program the program
     * @param combination how; of this runner's server and mode
     * @return the difference, if there is one
     * @throws SQLException if the databases cannot be prepared
     * @throws InterruptedException if interrupted
     */
    public Optional<Difference> run(Program program, Combination combination)
            throws SQLException, InterruptedException {
        Prediction prediction;
        try {
            prediction = ReferenceModel.predict(
                    program.body(), inTest ? combination.rules().inTest() : combination.rules());
        } catch (UndefinedProgramException e) {
            return Optional.of(new Difference(
                    program.name(), combination, program.outcome(), "was not run: " + e.getMessage(), List.of()));
        }
        Outcome expected = expected(program, combination, prediction);
        Environment current = environment();
        Problems problems = new Problems();
        Entrance entrance = combination.way().entrance(current.transactions());
        HooksInTest hooks = inTest ? new HooksInTest(current.transactions(), entrance) : null;
        ProgramRun run = new ProgramRun(
                current,
                program,
                interpreter(combination, current, prediction, hooks == null ? entrance : hooks, problems),
                problems,
                hooks);
        Actual actual = execute(run);
        if (actual.outcome().equals(expected.toString()) && actual.details().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Difference(program.name(), combination, expected, actual.outcome(), actual.details()));
    }

    /**
     * In Django's mode that is what was recorded, unless the program is one of the few that tell Django and this library's rules
     * D2 and D4, or PostgreSQL and a server that goes on after an error, apart: the model says so, provided that it agrees with
     * what was recorded.
     */
    private static Outcome expected(Program program, Combination combination, Prediction prediction) {
        if (!combination.silentRollback()) {
            return prediction.outcome();
        }
        Outcome django = ReferenceModel.predict(program.body(), Rules.DJANGO).outcome();
        return django.equals(program.outcome()) ? prediction.outcome() : program.outcome();
    }

    /** Whether its databases and mode are those of a combination. */
    public boolean isFor(Combination combination) {
        return combination.server() == server && combination.silentRollback() == silentRollback;
    }

    /** How many programs did not end in time, or kept a connection. */
    public int incidents() {
        return incidents;
    }

    /** How many times a program went over a foreign thread. */
    public long hops() {
        return hops.sum();
    }

    /** How many groups of sibling blocks were started together. */
    public long siblingGroups() {
        return siblingGroups.sum();
    }

    private Interpreter interpreter(
            Combination combination, Environment current, Prediction prediction, Entrance entrance, Problems problems) {
        Style style = combination.style();
        if (style.isBlocking()) {
            return new BlockingInterpreter(current.transactions(), entrance, style == Style.DISPATCHED, problems);
        }
        return new AsynchronousInterpreter(
                current.transactions(),
                entrance,
                problems,
                style == Style.HOPPING ? new Hops(current.transactions(), problems, hops) : null,
                style == Style.SIBLINGS ? new SiblingRule(prediction.failed(), siblingGroups) : null);
    }

    private record Actual(String outcome, List<String> details) {}

    private Actual execute(ProgramRun run) throws SQLException, InterruptedException {
        Future<ProgramRun.Result> future = worker().submit(run);
        try {
            ProgramRun.Result result = future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            cleanUp(result);
            return new Actual(result.outcome().toString(), result.problems());
        } catch (TimeoutException e) {
            incidents++;
            Actual actual = new Actual("did not end within " + LIMIT_SECONDS + " s", List.of(ThreadDump.take()));
            abandon();
            return actual;
        } catch (ExecutionException e) {
            abandon();
            throw new IllegalStateException("The databases could not be read after a program.", e.getCause());
        }
    }

    private void cleanUp(ProgramRun.Result result) throws SQLException {
        if (result.connectionsOut()) {
            incidents++;
            abandon();
        } else if (!result.outcome().rows().values().stream().allMatch(List::isEmpty)) {
            environment().reset();
        }
    }

    private Environment environment() throws SQLException {
        Environment current = environment;
        if (current == null) {
            current = new Environment(server, silentRollback);
            environment = current;
        }
        return current;
    }

    private ExecutorService worker() {
        ExecutorService current = worker;
        if (current == null) {
            current = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "program");
                thread.setDaemon(true);
                return thread;
            });
            worker = current;
        }
        return current;
    }

    /** Goes on with new databases and a new thread: what hangs or was left behind must not reach the next program. */
    private void abandon() throws SQLException {
        Environment abandoned = environment;
        environment = null;
        ExecutorService stuck = worker;
        worker = null;
        if (stuck != null) {
            stuck.shutdown();
        }
        if (abandoned != null) {
            abandoned.abandon();
        }
    }

    @Override
    public void close() throws SQLException {
        if (worker != null) {
            worker.shutdown();
        }
        if (environment != null) {
            environment.close();
        }
    }
}
