package dev.aatomic.microprofile.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.context.ThreadContext;
import org.eclipse.microprofile.context.spi.ThreadContextController;
import org.eclipse.microprofile.context.spi.ThreadContextSnapshot;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scope on threads that MicroProfile Context Propagation brings it to. */
@Tag("G10")
final class ScopeContextProviderTest {

    private final ScopeContextProvider provider = new ScopeContextProvider();
    private final ExecutorService foreign = Executors.newSingleThreadExecutor();
    private final TestDatabase database = new TestDatabase(Server.H2);
    private final JdbcConnectionPool pool = JdbcConnectionPool.create(database.url(), "sa", "");
    private final Transactions transactions =
            Transactions.builder().database("default", pool, 2).build();

    @AfterEach
    void close() {
        transactions.close();
        pool.dispose();
        database.close();
        foreign.shutdown();
    }

    @Test
    void nothingIsCapturedWhereNoScopeIs() {
        assertThat(provider.currentContext(Map.of())).isNull();
    }

    @Test
    void whatWasCurrentIsRestored() {
        transactions.atomic().run(() -> {
            Object outer = CurrentScope.ofThread().get();
            ThreadContextSnapshot captured = Objects.requireNonNull(provider.currentContext(Map.of()));
            ThreadContextController cleared = provider.clearedContext(Map.of()).begin();
            assertThat(CurrentScope.ofThread().get()).isNull();
            ThreadContextController restored = captured.begin();
            assertThat(CurrentScope.ofThread().get()).isSameAs(outer);
            restored.endContext();
            assertThat(CurrentScope.ofThread().get()).isNull();
            cleared.endContext();
            assertThat(CurrentScope.ofThread().get()).isSameAs(outer);
        });
        assertThat(CurrentScope.ofThread().get()).isNull();
    }

    @Test
    void theImplementationFindsIt() {
        ThreadContext contexts = ThreadContext.builder()
                .propagated(ScopeContextProvider.TYPE)
                .cleared(ThreadContext.ALL_REMAINING)
                .build();
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> CompletableFuture.supplyAsync(
                        contexts.contextualSupplier(() -> transactions.submit(connection ->
                                connection.createStatement().executeUpdate("insert into entry values (1)"))),
                        foreign)));
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void whatIsClearedIsNotInTheBlock() {
        ThreadContext contexts =
                ThreadContext.builder().cleared(ScopeContextProvider.TYPE).build();
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .run(() -> contexts.contextualRunnable(() -> transactions.submit(connection -> 1))
                                .run()))
                .isInstanceOf(NoTransactionException.class);
    }
}
