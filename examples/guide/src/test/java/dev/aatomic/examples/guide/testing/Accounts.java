package dev.aatomic.examples.guide.testing;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

/** What is tested. */
@Aatomic
interface Accounts {

    CompletionStage<Void> open(long account, int balance);

    CompletionStage<Void> transfer(long from, long to, int amount);
}
