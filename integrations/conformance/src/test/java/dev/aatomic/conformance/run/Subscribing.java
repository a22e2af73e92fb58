package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import dev.aatomic.runtime.support.subscribed.SubscribedFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Makes something that opens a block when it is subscribed to, and subscribes to it. */
@FunctionalInterface
public interface Subscribing {

    SubscribedFuture<Ticket> subscribe(Op.Block block, Supplier<CompletionStage<Ticket>> body);
}
