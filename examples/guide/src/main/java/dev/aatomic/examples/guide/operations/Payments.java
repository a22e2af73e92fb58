package dev.aatomic.examples.guide.operations;

import dev.aatomic.Aatomic;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Payments, each made once for each request, however often that is sent. */
// tag::interface[]
@Aatomic
public interface Payments {

    /** Pays, unless the request has been paid. */
    @Aatomic(durable = true, timeout = "10s")
    CompletionStage<Void> pay(UUID request, long account, int amount);

    /** Not {@code readOnly}: where something routes, that would ask a replica, which may lag. */
    CompletionStage<Boolean> isPaid(UUID request);
}
// end::interface[]
