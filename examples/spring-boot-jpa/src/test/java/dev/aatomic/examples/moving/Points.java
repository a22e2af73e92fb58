package dev.aatomic.examples.moving;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** The second method that was moved: a stage, since all that call it have moved. */
// tag::interface[]
@Aatomic(savepoint = false) // as REQUIRED: a part of the block around it
public interface Points {

    CompletionStage<Void> grant(int points);
}
// end::interface[]
