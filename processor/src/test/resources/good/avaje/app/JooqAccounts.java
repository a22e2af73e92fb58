package app;

import dev.aatomic.AatomicDelegate;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@AatomicDelegate
@Singleton
class JooqAccounts implements Accounts {
    @Override
    public CompletionStage<Void> transfer(long from, long to) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void note(String text) {}

    @Override
    public String describe() {
        return "accounts";
    }
}
