package dev.aatomic.examples.bank;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** Points for those who send money. Called within a transfer, its method is a savepoint in the transfer's transaction. */
@Aatomic
public interface Rewards {

    /** How many points an account can collect. */
    int LIMIT = 50;

    /**
     * Gives an account one more point.
     *
     * @param account the account
     * @return the end; fails if the account has as many as it can have
     */
    CompletionStage<Void> grantPoint(long account);
}
