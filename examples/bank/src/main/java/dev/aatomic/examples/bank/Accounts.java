package dev.aatomic.examples.bank;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;

/** The accounts. Each method is a transaction, which ends when the stage it returns completes. */
@Aatomic
public interface Accounts {

    /**
     * Moves money, all or nothing, and gives the sender a reward point if one is to be had.
     *
     * @param from the sender's account
     * @param to the receiver's account
     * @param amount how much
     * @return the receipt; fails with {@link InsufficientFundsException} if the sender has not enough
     */
    CompletionStage<Receipt> transfer(long from, long to, BigDecimal amount);

    /**
     * Adds everything up.
     *
     * @return the money in all accounts together, and the points
     */
    CompletionStage<Totals> totals();

    /**
     * What these accounts are kept in.
     *
     * @return a name for people; no statement, so no transaction
     */
    @NonAatomic
    String describe();
}
