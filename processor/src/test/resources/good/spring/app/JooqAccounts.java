package app;

import dev.aatomic.AatomicDelegate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

@AatomicDelegate
@Component
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
