package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Outcome;
import dev.aatomic.conformance.Program;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.Transactions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A program on its way through the library. */
final class ProgramRun implements Callable<ProgramRun.Result> {

    /** What it did, what went wrong beside, and whether a connection did not come back. */
    record Result(Outcome outcome, List<String> problems, boolean connectionsOut) {}

    private final Environment environment;
    private final Program program;
    private final Interpreter interpreter;
    private final Problems problems;

    ProgramRun(Environment environment, Program program, Interpreter interpreter, Problems problems) {
        this.environment = environment;
        this.program = program;
        this.interpreter = interpreter;
        this.problems = problems;
    }

    @Override
    public Result call() throws SQLException {
        Trace trace = new Trace();
        String error = null;
        try {
            execute(Position.start(Program.DATABASES, trace));
        } catch (Throwable failure) {
            error = problems.name(failure);
        }
        List<String> out = environment.connectionsOut();
        List<String> found = new ArrayList<>(problems.found());
        found.addAll(out);
        return new Result(new Outcome(trace.entries(), error, environment.rows()), found, !out.isEmpty());
    }

    private void execute(Position start) throws Exception {
        Transactions transactions = environment.transactions();
        Database first = transactions.database(Program.DATABASES.get(0));
        Database second = transactions.database(Program.DATABASES.get(1));
        Failures.await(first.autocommit(() -> second.autocommit(() -> interpreter.start(program.body(), start)))
                .toCompletableFuture());
    }
}
