package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.application.Application;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.runtime.graceful.GracefulShutdownManager;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of open blocks as the application stops. */
final class ShutdownTest {

    /** How many transactions were made. */
    @Singleton
    static final class Made implements BeanCreatedEventListener<Transactions> {

        private final AtomicInteger number = new AtomicInteger();

        @Override
        public Transactions onCreated(BeanCreatedEvent<Transactions> event) {
            number.incrementAndGet();
            return event.getBean();
        }
    }

    @Test
    void anOpenBlockEndsBeforeThePoolIsClosed() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            Made made = application.bean(Made.class);
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            CompletableFuture<Void> block = transactions.atomic().getStageAsync(() -> {
                application.insert(1);
                return transactions.bind(gate).thenAccept(value -> application.insert(value));
            });

            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(() -> application.context().close());
            Await.until("new blocks are refused", () -> isRefused(transactions));
            assertThat(block).isNotDone();
            gate.complete(2);

            Await.value(block);
            Await.value(closing);
            assertThat(application.committed()).containsExactly(1, 2);
            assertThat(made.number).hasValue(1);
        });
    }

    private static boolean isRefused(Transactions transactions) {
        try {
            transactions.atomic().run(() -> {});
            return false;
        } catch (TransactionException closing) {
            return true;
        }
    }

    /** The web server finishes its requests at the same time, and these open blocks. */
    @Test
    void gracefulShutdownWaitsForOpenBlocksAndTakesNewOnes() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            GracefulShutdownManager graceful = application.bean(GracefulShutdownManager.class);
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            CompletableFuture<Void> block = transactions
                    .atomic()
                    .getStageAsync(() -> transactions.bind(gate).thenAccept(value -> application.insert(value)));
            Await.until("the block is open", () -> graceful.reportActiveTasks().orElse(0) == 1);

            CompletableFuture<?> drained = graceful.shutdownGracefully().toCompletableFuture();
            transactions.atomic().run(() -> application.insert(1));
            assertThat(drained).isNotDone();
            gate.complete(2);

            Await.value(block);
            Await.value(drained);
            assertThat(application.committed()).containsExactly(1, 2);
        });
    }

    @Test
    void afterwardsNothingIsOpened() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            application.context().close();

            assertThatThrownBy(() -> transactions.atomic().run(() -> {})).isInstanceOf(TransactionException.class);
        });
    }
}
