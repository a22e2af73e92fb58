package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletionStage;

/** One way to write a transaction. Safe for use by many threads. */
public interface Form extends AutoCloseable {

    /** The statement of {@link #update}. */
    String UPDATE = "update counter set n = n + 1 where id = ?";

    /** A transaction without a statement. */
    CompletionStage<Integer> empty();

    /** One with another nested in it, neither with a statement. */
    CompletionStage<Integer> nested();

    /** One with one UPDATE. */
    CompletionStage<Integer> update(int id);

    /** One with one UPDATE, which then hops twice over the executor before it ends. */
    CompletionStage<Integer> hopping(int id);

    @Override
    default void close() {}
}
