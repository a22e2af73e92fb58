package dev.aatomic.examples.guide.performance;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShopTest {

    /** Ten hold a connection, a thousand wait without a thread, the next one is refused at once, and then all end. */
    @Test
    void tenHoldAThousandWaitAndTheNextIsRefused() {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:h2:mem:shop");
            try (Transactions transactions = Shop.open(pool)) {
                CompletableFuture<Void> answer = new CompletableFuture<>();
                List<CompletableFuture<Void>> blocks = new ArrayList<>();
                for (int i = 0; i < 1010; i++) {
                    blocks.add(transactions.atomic().getStageAsync(() -> answer));
                }
                var counts = transactions.metrics().database("default");
                assertThat(counts.active()).isEqualTo(10);
                assertThat(counts.waiting()).isEqualTo(1000);
                assertThat(Await.failure(transactions.atomic().getStageAsync(() -> answer)))
                        .isInstanceOf(CannotCreateTransactionException.class);

                answer.complete(null);

                blocks.forEach(Await::value);
                assertThat(transactions.metrics().database("default").committed())
                        .isEqualTo(1010);
            }
        }
    }
}
