package bank;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** Each call is a transaction, which ends when the returned stage completes. */
@Aatomic
public interface Accounts {

    CompletionStage<Void> transfer(long from, long to, long amount);

    CompletionStage<Long> balance(long account);
}
