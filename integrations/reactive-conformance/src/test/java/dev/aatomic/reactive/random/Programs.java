package dev.aatomic.reactive.random;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.PooledDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs programs, some at a time, on one database. */
final class Programs {

    /** Nothing waits for anything that takes longer. */
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(Long.getLong("aatomic.await.seconds", 30L));

    private static final long LATE = TimeUnit.SECONDS.toNanos(10L);

    private final PooledDatabase database;
    private final Transactions transactions;
    private final Executor elsewhere;
    private int runs;
    private boolean hangs;

    Programs(PooledDatabase database, Transactions transactions, Executor elsewhere) {
        this.database = database;
        this.transactions = transactions;
        this.elsewhere = elsewhere;
        database.execute("create table written (v int)");
    }

    /** Whether it is over with these transactions. */
    boolean hangs() {
        return hangs;
    }

    /** Runs them at a time, and returns what was wrong. */
    List<String> run(List<Program> programs) {
        List<Run> started = new ArrayList<>();
        for (Program program : programs) {
            started.add(new Run(++runs, program, Model.predict(program), elsewhere));
        }
        for (Run run : started) {
            Interpreter.start(run, transactions, elsewhere);
        }
        List<String> problems = new ArrayList<>();
        if (!holds(
                LONGEST,
                () -> started.stream().allMatch(run -> run.reader().over().isDone()) && isIdle())) {
            hangs = true;
            started.stream()
                    .filter(run -> !run.reader().over().isDone())
                    .forEach(run -> problems.add("was told nothing: " + run.program()));
            problems.add("there are still " + transactions.blocks() + "\n" + metrics() + ", connections out "
                    + database.active() + "\n" + dump());
            return problems;
        }
        List<Integer> rows = database.integers("select v from written order by v");
        // Whoever has cancelled is not told when the hooks have run.
        holds(
                LATE,
                () -> started.stream()
                        .allMatch(run -> run.reader().isEnded()
                                || Judge.problems(run, run.own(rows)).isEmpty()));
        started.forEach(run -> problems.addAll(text(run, Judge.problems(run, run.own(rows)))));
        rows.stream()
                .filter(row ->
                        started.stream().allMatch(run -> run.own(List.of(row)).isEmpty()))
                .forEach(row -> problems.add("row " + row + " is of a program that had ended before"));
        database.execute("delete from written");
        return problems;
    }

    private static List<String> text(Run run, List<String> problems) {
        return problems.isEmpty()
                ? List.of()
                : List.of(run.program() + "\n  " + String.join("\n  ", problems) + "\n  expected " + run.prediction()
                        + "\n  items " + run.reader().items() + ", failure "
                        + run.reader().failure());
    }

    private DatabaseMetrics metrics() {
        return transactions.metrics().database("default");
    }

    private boolean isIdle() {
        DatabaseMetrics metrics = metrics();
        return metrics.active() == 0
                && metrics.waiting() == 0
                && metrics.begun() == metrics.committed() + metrics.rolledBack() + metrics.unknown()
                && database.active() == 0;
    }

    private static boolean holds(long longest, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > longest) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50L));
        }
        return true;
    }

    private static String dump() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(thread -> thread.getKey().getName() + " " + thread.getKey().getState()
                        + Stream.of(thread.getValue())
                                .map(frame -> "\n    at " + frame)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }
}
