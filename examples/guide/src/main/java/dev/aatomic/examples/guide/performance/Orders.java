package dev.aatomic.examples.guide.performance;

import dev.aatomic.Aatomic;
import dev.aatomic.ConnectionAcquisition;
import java.util.concurrent.CompletionStage;

/** Takes orders of customers whom another service knows. */
// tag::late[]
@Aatomic
public interface Orders {

    @Aatomic(connection = ConnectionAcquisition.LAZY)
    CompletionStage<Boolean> place(long order, long customer);
}
// end::late[]
