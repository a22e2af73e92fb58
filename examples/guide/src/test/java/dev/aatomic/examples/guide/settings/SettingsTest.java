package dev.aatomic.examples.guide.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.testing.Await;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SettingsTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    /** Does nothing. */
    private static final class NoAccounts implements Accounts {

        @Override
        public CompletionStage<Integer> close(long account) {
            return CompletableFuture.completedFuture(0);
        }

        @Override
        public CompletionStage<Integer> settle() {
            return CompletableFuture.completedFuture(1);
        }
    }

    @Test
    void transactionsWithSettingsWork() {
        try (Transactions transactions = Application.transactions(database.dataSource())) {
            Accounts accounts = new AccountsAatomic(new NoAccounts(), transactions);

            assertThat(Await.value(accounts.close(1).toCompletableFuture())).isZero();
            assertThat(Await.value(accounts.settle().toCompletableFuture())).isEqualTo(1);
        }
    }

    @Test
    void dialectSaysWhatItKnows() {
        TiDb dialect = new TiDb();

        assertThat(dialect.meaningOf(new SQLException("conflict", "HY000", 9007)))
                .isEqualTo(FailureMeaning.RETRYABLE);
        assertThat(dialect.meaningOf(new SQLException("other", "HY000", 1))).isNull();
        try (Transactions transactions = TiDb.transactions(database.dataSource())) {
            assertThat(Await.value(transactions.atomic().getAsync(() -> 1))).isEqualTo(1); // H2 is none
        }
    }
}
