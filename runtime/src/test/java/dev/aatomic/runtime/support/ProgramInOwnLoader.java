package dev.aatomic.runtime.support;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Uses the library on the thread that calls it: blocks in several forms, the autocommit context, hooks.
 *
 * @param closes whether it closes the transactions
 */
public record ProgramInOwnLoader(boolean closes) implements Consumer<DataSource> {

    @Override
    public void accept(DataSource source) {
        Transactions transactions =
                Transactions.builder().database("default", source, 2).build();
        transactions.atomic().timeout(Duration.ofSeconds(20)).run(() -> {
            transactions.onCommit(() -> {});
            transactions.submit(connection -> 1).join();
            transactions.atomic().run(() -> transactions.submit(connection -> 2).join());
        });
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(connection -> 3)));
        Await.value(transactions.atomic().enter().thenCompose(scope -> scope.exit()));
        // Whose future nobody looks at.
        transactions.atomic().runAsync(() -> {
            throw new IllegalStateException();
        });
        transactions.autocommit(() -> transactions.submit(connection -> 4).join());
        if (closes) {
            transactions.close();
        }
    }
}
