package dev.aatomic.examples.guide.cancelling;

// tag::first[]
import dev.aatomic.Aatomic;
import java.util.concurrent.CompletableFuture;

@Aatomic
public interface Reports {

    @Aatomic(readOnly = true, timeout = "2s")
    CompletableFuture<Integer> count(); // fails with TransactionTimedOutException where it takes longer
}
// end::first[]
