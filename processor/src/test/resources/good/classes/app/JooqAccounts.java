package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

@Aatomic(using = "main", timeout = "5s")
public final class JooqAccounts implements Accounts, AutoCloseable {
    private final String name;

    JooqAccounts(String name) {
        this.name = name;
    }

    public static JooqAccountsAatomic create(dev.aatomic.runtime.Transactions transactions) {
        return new JooqAccountsAatomic(new JooqAccounts("main"), transactions);
    }

    @Override
    public CompletableFuture<String> transfer(long from, long to) {
        return CompletableFuture.completedFuture(name);
    }

    @Override
    @Aatomic(timeout = "1m", durable = true)
    public void settle(String day) throws IOException {}

    @Override
    @NonAatomic
    public String describe() {
        return name;
    }

    @Override
    @NonAatomic
    public void close() {}

    public String notInAnInterface() {
        return name;
    }

    public void transfer(String text) {}
}
