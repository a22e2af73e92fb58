package dev.aatomic.runtime.truth;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The failures of programs: each is made once, so that it is known whose it is. */
final class UserFailures {

    private static final int LONGEST = 120;

    private UserFailures() {}

    /** Of a body. */
    static final class Business extends Exception {
        private static final long serialVersionUID = 1L;

        Business(Execution execution) {
            super("of " + execution);
        }
    }

    /** Of a body. */
    static final class BusinessError extends Error {
        private static final long serialVersionUID = 1L;

        BusinessError(Execution execution) {
            super("of " + execution);
        }
    }

    /** Of a hook. */
    static final class HookFailure extends Exception {
        private static final long serialVersionUID = 1L;

        HookFailure() {
            super("of a hook");
        }
    }

    /** Of a hook. */
    static final class HookError extends Error {
        private static final long serialVersionUID = 1L;

        HookError() {
            super("of a hook");
        }
    }

    /** Of a caller that ends the future himself. */
    static final class Intrusion extends Exception {
        private static final long serialVersionUID = 1L;

        Intrusion() {
            super("of the caller");
        }
    }

    /** Of a body, to retry for. */
    static SQLException serialization(Execution execution) {
        return new SQLException("of " + execution, "40001");
    }

    /** A failure and what led to it, on one line. */
    static String text(Throwable failure) {
        String text = failure.getClass().getSimpleName() + ": " + failure.getMessage();
        String line = text.lines().findFirst().orElse(text);
        String first = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
        return failure.getCause() == null || failure.getCause() == failure
                ? first
                : first + " <- " + text(failure.getCause());
    }

    /** What is in the wrappings of futures. */
    static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException || isOfWaiting(inner))
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    /** As newer JDKs wrap the failure of a cancelled future for who waits for it. */
    private static boolean isOfWaiting(Throwable failure) {
        return failure instanceof CancellationException
                && failure.getCause() instanceof CancellationException
                && List.of("join", "get", "getNow").contains(String.valueOf(failure.getMessage()));
    }
}
