package dev.aatomic.examples.guide.threads;

// tag::first[]
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

final class Threads {

    static ExecutorService executor() {
        return Executors.newFixedThreadPool(4, task -> new Thread(task, "database"));
    }

    static Transactions open(DataSource dataSource, ExecutorService executor) {
        return Transactions.builder()
                .database("default", dataSource)
                .executor(executor)
                .build();
    }
}
// end::first[]
