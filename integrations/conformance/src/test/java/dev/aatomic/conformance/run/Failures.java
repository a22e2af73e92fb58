package dev.aatomic.conformance.run;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.InnerBlockException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.UnexpectedRollbackException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Names failures as the programs do, and takes off what {@code CompletableFuture} wraps around them. */
final class Failures {

    private static final String INTEGRITY_VIOLATION = "23";

    /** SQLite has no SQLStates. */
    private static final int SQLITE_CONSTRAINT = 19;

    private Failures() {}

    /** Returns the name of a failure, or null for one that no program may cause. */
    static @Nullable String name(Throwable failure) {
        Throwable original = unwrap(failure);
        if (original instanceof AfterCommitException afterCommit && afterCommit.getCause() != null) {
            return name(afterCommit.getCause());
        }
        // Django lets another block's exception through as it is; here one that says of this block what is true has it
        // as its cause.
        if (original instanceof InnerBlockException inner && inner.getCause() != null) {
            return name(inner.getCause());
        }
        if (original instanceof UserFailures.Boom || original instanceof UserFailures.Other) {
            return original.getClass().getSimpleName();
        }
        if (original instanceof UnexpectedRollbackException) {
            return "UnexpectedRollback";
        }
        if (original instanceof DurableNestedException) {
            return "DurableNestedError";
        }
        if (original instanceof FlagOutsideBlock) {
            return "TransactionManagementError";
        }
        // Programs run where a block or the autocommit context is current: this one means that it got lost.
        if (original instanceof NoTransactionException) {
            return null;
        }
        if (original instanceof TransactionManagementException) {
            return "TransactionManagementError";
        }
        return databaseError(original);
    }

    /**
     * The outermost SQLException counts: a refusal in an aborted transaction carries what aborted it as its cause, and at a JDBC object
     * is itself the cause of one.
     */
    private static @Nullable String databaseError(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException exception) {
                if (exception.getCause() instanceof TransactionManagementException) {
                    return exception.getCause() instanceof NoTransactionException ? null : "TransactionManagementError";
                }
                String state = exception.getSQLState();
                boolean violates = state == null
                        ? exception.getErrorCode() == SQLITE_CONSTRAINT
                        : state.startsWith(INTEGRITY_VIOLATION);
                return violates ? "IntegrityError" : "DatabaseError";
            }
        }
        return failure instanceof TransactionSystemException ? "DatabaseError" : null;
    }

    static Throwable unwrap(Throwable failure) {
        Throwable unwrapped = failure;
        while ((unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException)
                && unwrapped.getCause() != null) {
            unwrapped = unwrapped.getCause();
        }
        return unwrapped;
    }

    /** Waits for a stage and throws its failure as it was. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw rethrow(unwrap(e));
        }
    }

    /** Throws any failure, checked or not, from where none is declared. */
    static RuntimeException rethrow(Throwable failure) {
        return Failures.<RuntimeException>throwAs(failure);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException throwAs(Throwable failure) throws X {
        throw (X) failure;
    }

    /** The rollback flag used outside any block, where the library rightly says that there is none. */
    static final class FlagOutsideBlock extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FlagOutsideBlock(TransactionManagementException cause) {
            super(cause);
        }
    }
}
