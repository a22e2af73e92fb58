package dev.aatomic.spring.boot.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What holds in every such test, which Spring rolls back. */
final class SliceChecks {

    private SliceChecks() {}

    /** Blocks take part in the test's own transaction, so that each test finds the table as empty as the first. */
    static void blocksTakePartInTheTestsTransaction(
            Transactions transactions, Runnable insert, Supplier<Integer> count) {
        assertThat(count.get()).isZero();
        transactions.atomic().run(insert::run);
        assertThat(count.get()).isOne();
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .getStageAsync(() -> CompletableFuture.completedFuture(1))
                        .join())
                .hasCauseInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("REQUIRES_NEW");
    }
}
