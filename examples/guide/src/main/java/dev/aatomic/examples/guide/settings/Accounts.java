package dev.aatomic.examples.guide.settings;

// tag::annotation[]
import dev.aatomic.Aatomic;
import dev.aatomic.Isolation;
import dev.aatomic.Retry;
import java.util.concurrent.CompletionStage;

@Aatomic(timeout = "5s") // for all methods
public interface Accounts {

    CompletionStage<Integer> close(long account);

    @Aatomic(isolation = Isolation.SERIALIZABLE, retry = @Retry(maxAttempts = 5)) // and the timeout of 5 s
    CompletionStage<Integer> settle();
}
// end::annotation[]
