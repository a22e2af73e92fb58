package dev.aatomic.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.boot.TransactionsBuilderCustomizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

/** A bean has the last word on how the transactions are built. */
final class DispatchTest {

    /** Not annotated, since the application would find it by scanning, in all tests. */
    static class Dispatch {

        // tag::dispatch[]
        @Bean
        TransactionsBuilderCustomizer dispatch(Executor executor) {
            return builder -> builder.executor(executor);
        }
        // end::dispatch[]
    }

    @Test
    void bodiesRunOnTheExecutorOfTheApplication() throws Exception {
        try (BankServer server = new BankServer(List.of(BankApplication.class, Dispatch.class))) {
            Transactions transactions = server.application().getBean(Transactions.class);
            List<String> threads = new ArrayList<>();
            // A thread that begins some 40 ms late finds its block begun on another: then the next one is looked at.
            do {
                threads.add(transactions
                        .atomic()
                        .getAsync(() -> Thread.currentThread().getName())
                        .get(60, TimeUnit.SECONDS));
            } while (threads.size() < 100 && threads.get(threads.size() - 1).startsWith("aatomic-spare-"));

            assertThat(threads.get(threads.size() - 1)).startsWith("task-");
        }
    }
}
