package dev.aatomic.examples.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class OperationsTest {

    @Test
    void whoHoldsAConnectionAndDoesNothingIsFound() throws Exception {
        try (BankDatabase database = BankDatabase.h2();
                Transactions transactions = Operations.open(database.dataSource())) {
            CompletableFuture<Integer> other = new CompletableFuture<>();
            CompletableFuture<Integer> block =
                    transactions.atomic().named("waits for others").getStageAsync(() -> other);

            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (Operations.idle(transactions).isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }

            assertThat(Operations.idle(transactions)).isEqualTo(List.of("waits for others"));
            other.complete(1);
            block.get(30, TimeUnit.SECONDS);
        }
    }
}
