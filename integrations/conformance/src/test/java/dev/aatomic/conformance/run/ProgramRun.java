package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Outcome;
import dev.aatomic.conformance.Program;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A program on its way through the library. */
final class ProgramRun implements Callable<ProgramRun.Result> {

    /** What it did, what went wrong beside, and whether a connection did not come back. */
    record Result(Outcome outcome, List<String> problems, boolean connectionsOut) {}

    private final Environment environment;
    private final Program program;
    private final Interpreter interpreter;
    private final Problems problems;
    private final @Nullable HooksInTest hooks;

    /**
     * Makes a run.
     *
     * @param hooks runs the hooks of a test that is rolled back; null to run in none
     */
    ProgramRun(
            Environment environment,
            Program program,
            Interpreter interpreter,
            Problems problems,
            @Nullable HooksInTest hooks) {
        this.environment = environment;
        this.program = program;
        this.interpreter = interpreter;
        this.problems = problems;
        this.hooks = hooks;
    }

    @Override
    public Result call() throws SQLException {
        return hooks == null ? run(environment::rows) : callInTest(hooks);
    }

    /** Reads the rows of a program that has ended. */
    @FunctionalInterface
    private interface Rows {
        SortedMap<String, List<Integer>> read() throws SQLException;
    }

    private Result callInTest(HooksInTest hooks) throws SQLException {
        Transactions transactions = environment.transactions();
        TestBlocks tests = TestBlocks.of(transactions);
        TestBlock first = tests.open(Program.DATABASES.get(0), program.name());
        TestBlock second = first.call(() -> tests.open(Program.DATABASES.get(1), program.name()));
        hooks.in(first);
        hooks.in(second);
        Result inside = second.call(() -> run(() -> rowsInTest(transactions)));
        List<String> found = new ArrayList<>(inside.problems());
        for (TestBlock test : List.of(second, first)) {
            TestBlock.End end = test.end();
            if (!end.unfinished().isEmpty() || end.problem() != null) {
                found.add("the test of " + test.database() + " ended with " + end);
            }
        }
        List<String> out = environment.connectionsOut();
        found.addAll(out);
        if (environment.rows().values().stream().anyMatch(rows -> !rows.isEmpty())) {
            found.add("rows were left: " + environment.rows());
        }
        return new Result(inside.outcome(), found, !out.isEmpty());
    }

    private static SortedMap<String, List<Integer>> rowsInTest(Transactions transactions) {
        SortedMap<String, List<Integer>> rows = new TreeMap<>();
        for (String name : Program.DATABASES) {
            rows.put(
                    name,
                    transactions
                            .database(name)
                            .submit(connection -> {
                                List<Integer> found = new ArrayList<>();
                                try (Statement statement = connection.createStatement();
                                        ResultSet result = statement.executeQuery("select v from entry order by v")) {
                                    while (result.next()) {
                                        if (result.getInt(1) != TestDatabase.ALWAYS_THERE) {
                                            found.add(result.getInt(1));
                                        }
                                    }
                                }
                                return found;
                            })
                            .join());
        }
        return rows;
    }

    private Result run(Rows rows) throws SQLException {
        Trace trace = new Trace();
        String error = null;
        try {
            execute(Position.start(Program.DATABASES, trace));
        } catch (Throwable failure) {
            error = problems.name(failure);
        }
        List<String> out = hooks != null ? List.of() : environment.connectionsOut();
        List<String> found = new ArrayList<>(problems.found());
        found.addAll(out);
        return new Result(new Outcome(trace.entries(), error, rows.read()), found, !out.isEmpty());
    }

    private void execute(Position start) throws Exception {
        Transactions transactions = environment.transactions();
        Database first = transactions.database(Program.DATABASES.get(0));
        Database second = transactions.database(Program.DATABASES.get(1));
        Failures.await(first.autocommit(() -> second.autocommit(() -> interpreter.start(program.body(), start)))
                .toCompletableFuture());
    }
}
