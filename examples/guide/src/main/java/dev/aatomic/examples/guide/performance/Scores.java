package dev.aatomic.examples.guide.performance;

import java.util.concurrent.CompletionStage;

/** Another service, reached without blocking. */
interface Scores {

    CompletionStage<Integer> of(long customer);
}
