package dev.aatomic.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.boot.TransactionsBuilderCustomizer;
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
            String thread = server.application()
                    .getBean(Transactions.class)
                    .atomic()
                    .getAsync(() -> Thread.currentThread().getName())
                    .get(60, TimeUnit.SECONDS);

            assertThat(thread).startsWith("task-");
        }
    }
}
