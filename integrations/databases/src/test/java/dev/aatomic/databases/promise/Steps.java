package dev.aatomic.databases.promise;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the steps of the current block do, whether the statements are written by the user or by what maps objects to rows. */
public interface Steps {

    /** Inserts a row into {@code entry}: at the latest when the block ends, or a nested one begins. */
    CompletableFuture<@Nullable Void> insert(int value);

    /** Inserts a row, which the database has when the stage is completed. */
    default CompletableFuture<@Nullable Void> insertNow(int value) {
        return insert(value);
    }

    /** Inserts once more a row that this block has inserted, so that the database refuses it; perhaps not before the block ends. */
    default CompletableFuture<@Nullable Void> insertAgain(int value) {
        return insert(value);
    }

    /** Inserts rows, in one batch, which is sent when the stage is completed. */
    CompletableFuture<@Nullable Void> insertAll(int... values);

    /** Inserts into {@code late} a row that COMMIT alone refuses. */
    CompletableFuture<@Nullable Void> insertLate(int value);

    /** Inserts rows into {@code keyed}, and tells their keys. */
    CompletableFuture<List<Integer>> insertKeyed(int... values);

    /** Deletes a row of {@code entry}. */
    CompletableFuture<@Nullable Void> delete(int value);

    /** Takes the lock of a row of {@code counter}, and adds one to it. */
    default CompletableFuture<@Nullable Void> increment(int id) {
        return increment(id, () -> {});
    }

    /** The same, after something else. */
    CompletableFuture<@Nullable Void> increment(int id, Runnable before);

    /** The value of a row of {@code counter}, without a lock. */
    CompletableFuture<Integer> counter(int id);

    /** Adds up {@code entry}, row by row as they come. */
    CompletableFuture<Integer> sum(int fetchSize);

    /** Reads one row of {@code entry}, and leaves the result open: what is told asks for the next row. */
    CompletableFuture<Callable<Boolean>> readOne(int fetchSize);

    /** Runs any statement. */
    CompletableFuture<@Nullable Void> execute(String sql);

    /** What a statement that the database refuses fails with. */
    Class<? extends Throwable> refusal();
}
