package dev.aatomic.reactive.random;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.UnexpectedRollbackException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Compares what a run came to with what the model says. */
final class Judge {

    /** What parts of a program can fail with, beside its own failures. */
    private static final Set<String> OF_PARTS =
            Set.of(End.STATEMENT, End.REFUSED, End.UNEXPECTED_ROLLBACK, End.OVERDUE, End.TIMED_OUT);

    private Judge() {}

    /**
     * What is not as it should be.
     *
     * @param rows the numbers of the rows that are committed
     */
    static List<String> problems(Run run, List<Integer> rows) {
        List<String> problems = new ArrayList<>(run.reader().problems());
        Prediction prediction = run.prediction();
        boolean isTold = run.reader().isEnded();
        Prediction.Transaction found = new Prediction.Transaction(rows, run.hooks());
        if (run.program().cancel().isByChance() && !isTold) {
            List<Prediction.Transaction> expected = prediction.cutOff();
            check(problems, expected.contains(found), "committed", found, "one of " + expected);
            return problems;
        }
        String end = told(run);
        check(problems, isSame(prediction.end(), end), "told", end, prediction.end());
        check(problems, prediction.all().equals(found), "committed", found, prediction.all());
        if (prediction.areRollbackHooksKnown()) {
            List<Integer> expected = Run.sorted(prediction.rollbackHooks());
            check(problems, run.rollbackHooks().equals(expected), "hooks of rollbacks", run.rollbackHooks(), expected);
        }
        if (prediction.end().isCompleted() && prediction.areItemsKnown()) {
            List<Integer> items = run.reader().items();
            boolean isSame = prediction.isOrdered()
                    ? items.equals(prediction.items())
                    : Run.sorted(items).equals(Run.sorted(prediction.items()));
            check(problems, isSame, "items", items, prediction.items());
        }
        return problems;
    }

    private static void check(List<String> problems, boolean isRight, String what, Object found, Object expected) {
        if (!isRight) {
            problems.add(what + ": " + found + "; expected " + expected);
        }
    }

    private static boolean isSame(End expected, String told) {
        return switch (expected.what()) {
            case COMPLETES -> told.equals("completion");
            case FAILS ->
                told.equals(expected.failure())
                        || expected.failure().equals(End.SOME) && (OF_PARTS.contains(told) || Boom.isLabel(told));
            case STOPS -> told.equals("nothing");
            // Some operators tell the end right behind the last item, though their subscriber has cancelled in it.
            case IS_CANCELLED -> told.equals("nothing") || told.equals("completion");
        };
    }

    private static String told(Run run) {
        if (!run.reader().isEnded()) {
            return "nothing";
        }
        Throwable failure = run.reader().failure();
        return failure == null ? "completion" : label(failure);
    }

    /** A failure by the model's name for it; by its own if no program may fail with it. */
    static String label(Throwable failure) {
        if (failure instanceof Boom) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof UnexpectedRollbackException) {
            return End.UNEXPECTED_ROLLBACK;
        }
        if (failure instanceof AfterCommitException) {
            return End.AFTER_COMMIT;
        }
        if (failure instanceof TransactionTimedOutException) {
            return End.OVERDUE;
        }
        if (failure.getClass().getSimpleName().equals("TimeoutException")) {
            return End.TIMED_OUT;
        }
        if (failure instanceof NoTransactionException || failure.getCause() instanceof NoTransactionException) {
            return failure.toString();
        }
        if (failure instanceof TransactionManagementException
                || failure.getCause() instanceof TransactionManagementException) {
            return End.REFUSED;
        }
        return failure instanceof SQLException ? End.STATEMENT : failure.toString();
    }
}
