package dev.aatomic.examples.guide.context;

// tag::propagation[]
import dev.aatomic.runtime.Transactions;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

final class Carrying {

    static Transactions open(DataSource dataSource) {
        return Transactions.builder()
                .database("default", dataSource)
                .contextPropagation(true)
                .build();
    }

    static CompletableFuture<Integer> insertElsewhere(Transactions transactions, Executor executor) {
        return transactions.atomic().getStageAsync(() -> {
            Executor carrying =
                    ContextSnapshotFactory.builder().build().captureAll().wrapExecutor(executor);
            return CompletableFuture.supplyAsync(() -> insertAnswer(transactions), carrying)
                    .thenCompose(inserted -> inserted);
        });
    }

    private static CompletableFuture<Integer> insertAnswer(Transactions transactions) {
        return transactions.submit(
                connection -> connection.createStatement().executeUpdate("INSERT INTO answer VALUES ('carried')"));
    }
}
// end::propagation[]
