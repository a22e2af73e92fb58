package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One way to write a transaction. Safe for use by many threads. */
public interface Form extends AutoCloseable {

    /** The statement of {@link #update}. */
    String UPDATE = "update counter set n = n + 1 where id = ?";

    /** The statement of {@link #readOnly} and {@link #serializable}. */
    String SELECT = "select n from counter where id = 1";

    /** A transaction without a statement. */
    CompletionStage<Integer> empty();

    /** One with another nested in it, neither with a statement. */
    CompletionStage<Integer> nested();

    /** One with one UPDATE. */
    CompletionStage<Integer> update(int id);

    /** One with one UPDATE, which then hops twice over the executor before it ends. */
    CompletionStage<Integer> hopping(int id);

    /**
     * One with one UPDATE, and so many nested in it, one after another, each with one UPDATE unless they are to be empty.
     *
     * @return null where another form shows the same, or there is no such thing
     */
    default @Nullable CompletionStage<Integer> siblings(int nested, boolean empty) {
        return null;
    }

    /**
     * One with so many UPDATEs, one after another.
     *
     * @param byJooq whether jOOQ executes them
     * @return null where another form shows the same, or there is no such thing
     */
    default @Nullable CompletionStage<Integer> statements(int count, boolean byJooq) {
        return null;
    }

    /**
     * One that only reads, with one SELECT.
     *
     * @return null where another form shows the same, or there is no such thing
     */
    default @Nullable CompletionStage<Integer> readOnly() {
        return null;
    }

    /**
     * One that is serializable, with one SELECT.
     *
     * @return null where another form shows the same, or there is no such thing
     */
    default @Nullable CompletionStage<Integer> serializable() {
        return null;
    }

    /**
     * One that waits for a service, and then has one UPDATE.
     *
     * @param late whether it takes its connection with the UPDATE, and not before it asks the service
     * @return null where another form shows the same, or there is no such thing
     */
    default @Nullable CompletionStage<Integer> afterService(int id, Service service, boolean late) {
        return null;
    }

    @Override
    default void close() {}
}
