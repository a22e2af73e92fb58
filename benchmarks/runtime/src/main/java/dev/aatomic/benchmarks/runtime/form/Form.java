package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletionStage;

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
     * @throws UnsupportedOperationException where another form shows the same, or there is no such thing
     */
    default CompletionStage<Integer> siblings(int nested, boolean empty) {
        throw new UnsupportedOperationException("siblings");
    }

    /**
     * One that only reads, with one SELECT.
     *
     * @throws UnsupportedOperationException where another form shows the same, or there is no such thing
     */
    default CompletionStage<Integer> readOnly() {
        throw new UnsupportedOperationException("readOnly");
    }

    /**
     * One that is serializable, with one SELECT.
     *
     * @throws UnsupportedOperationException where another form shows the same, or there is no such thing
     */
    default CompletionStage<Integer> serializable() {
        throw new UnsupportedOperationException("serializable");
    }

    @Override
    default void close() {}
}
