package dev.aatomic.examples.guide.retry;

// tag::first[]
import dev.aatomic.Aatomic;
import dev.aatomic.Isolation;
import dev.aatomic.Retry;
import java.util.concurrent.CompletionStage;

@Aatomic
public interface Accounts {

    @Aatomic(isolation = Isolation.SERIALIZABLE, retry = @Retry(maxAttempts = 5))
    CompletionStage<Integer> withdraw(long account, int amount);
}
// end::first[]
