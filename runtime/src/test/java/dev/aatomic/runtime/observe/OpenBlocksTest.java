package dev.aatomic.runtime.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.DatabaseBlocks;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a listed block was opened, and whose connection it is on. */
@Tag("observability")
final class OpenBlocksTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static DatabaseBlocks blocks(Transactions transactions) {
        return transactions.blocks().database("default");
    }

    @Test
    void blockInAnotherLibrarysTransactionIsAGuestAndHoldsNoneOfTheConnections() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        ThreadTransactions around = new ThreadTransactions(database.source());
        Transactions transactions = fixtures.transactions(database, builder -> builder.enclosing(around));

        around.run(connection -> transactions.atomic().named("guest").run(() -> {
            DatabaseBlocks seen = blocks(transactions);
            assertThat(seen.held()).isZero();
            assertThat(seen.blocks()).singleElement().satisfies(entry -> {
                assertThat(entry.name()).isEqualTo("guest");
                assertThat(entry.state()).isEqualTo(BlockState.IN_BODY);
                assertThat(entry.enclosed()).isTrue();
                assertThat(entry.connection()).isEmpty();
                assertThat(entry.isHolding()).isTrue();
            });
            assertThat(seen.toString()).contains("in another library's transaction");
        }));

        assertThat(blocks(transactions).blocks()).isEmpty();
    }

    @Test
    void placeIsToldOfTheOutermostBlockWhereItIsRecorded() {
        Transactions transactions = fixtures.transactions(
                fixtures.database(Server.H2, 1), builder -> builder.warnIfHeldLongerThan(Duration.ofHours(1)));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> outer = transactions
                .atomic()
                .named("outer")
                .getStageAsync(() -> transactions.atomic().named("inner").getStageAsync(() -> gate));
        Await.until(
                "both are open",
                () -> blocks(transactions).blocks().stream().anyMatch(entry -> entry.state() == BlockState.IDLE));

        List<BlockEntry> seen = blocks(transactions).blocks();

        assertThat(seen.get(0).openedAt().orElseThrow())
                .contains("placeIsToldOfTheOutermostBlockWhereItIsRecorded(OpenBlocksTest.java:");
        assertThat(seen.get(1).openedAt()).isEmpty();
        gate.complete(1);
        Await.value(outer);
    }
}
