package dev.aatomic.examples.guide.annotations;

// tag::first[]
import dev.aatomic.Aatomic;
import dev.aatomic.Isolation;
import dev.aatomic.NonAatomic;
import dev.aatomic.Retry;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;

@Aatomic
public interface Accounts {

    CompletionStage<Receipt> transfer(long from, long to, BigDecimal amount);

    @Aatomic(durable = true, isolation = Isolation.SERIALIZABLE, timeout = "5s", retry = @Retry(maxAttempts = 5))
    CompletionStage<Integer> settle();

    @NonAatomic
    String describe();
}
// end::first[]
