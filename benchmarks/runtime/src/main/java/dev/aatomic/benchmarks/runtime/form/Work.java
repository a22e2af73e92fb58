package dev.aatomic.benchmarks.runtime.form;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** What {@link OursGenerated} is generated for. */
@Aatomic
public interface Work {

    /** Nothing. */
    CompletionStage<Integer> empty();

    /** Nothing, in a block that is nested in another. */
    CompletionStage<Integer> nested();

    /** One UPDATE. */
    CompletionStage<Integer> update(int id);

    /** One UPDATE, and twice over the executor. */
    CompletionStage<Integer> hopping(int id);
}
