package dev.aatomic.examples.guide.types;

// tag::first[]
import dev.aatomic.Aatomic;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@Aatomic
public interface Accounts {

    CompletionStage<BigDecimal> balance(long account); // ends when the stage completes

    CompletableFuture<Integer> deposit(long account, int amount); // the same; can be cancelled

    List<Long> all(); // ends when the method returns; the caller waits

    void close(long account); // the same
}
// end::first[]
