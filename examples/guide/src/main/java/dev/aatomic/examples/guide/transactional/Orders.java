package dev.aatomic.examples.guide.transactional;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** The method that was moved. */
// tag::interface[]
@Aatomic
public interface Orders {

    CompletionStage<Void> place(long order, int amount);
}
// end::interface[]
