package dev.aatomic.microprofile.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.mutiny.MutinyBlocks;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies of Mutiny that go on on other threads, and use {@link Transactions} as code without Mutiny does. */
@Tag("G10")
final class MutinyPropagationTest {

    private static final Executor POOL = Infrastructure.getDefaultExecutor();
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final HikariDataSource pool;
    private final Transactions transactions;

    MutinyPropagationTest() {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.url());
        configuration.setMaximumPoolSize(4);
        pool = new HikariDataSource(configuration);
        transactions = Transactions.builder().database("default", pool).build();
    }

    @AfterEach
    void close() {
        Await.until("all connections are back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
        transactions.close();
        pool.close();
        database.close();
    }

    /** A Uni whose item arrives on a thread that is not of the block. */
    enum Change {
        EMIT_ON(uni -> uni.emitOn(POOL)),
        DELAY(uni -> uni.onItem().delayIt().by(MOMENT)),
        RUN_SUBSCRIPTION_ON(uni -> uni.runSubscriptionOn(POOL)),
        STAGE(uni -> uni.chain(item -> Uni.createFrom()
                .completionStage(() -> CompletableFuture.supplyAsync(
                        () -> item, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, POOL))))),
        EMITTER(uni -> uni.chain(item ->
                Uni.createFrom().emitter(emitter -> new Thread(() -> emitter.complete(item)).start()))),
        MULTI_DELAY(uni -> uni.toMulti()
                .onItem()
                .call(() -> Uni.createFrom().nullItem().onItem().delayIt().by(MOMENT))
                .collect()
                .last()),
        COMBINED(uni -> Uni.combine()
                .all()
                .unis(uni.emitOn(POOL), Uni.createFrom().item(0).emitOn(POOL))
                .with((one, two) -> one));

        final Function<Uni<Integer>, Uni<Integer>> change;

        Change(Function<Uni<Integer>, Uni<Integer>> change) {
            this.change = change;
        }

        Uni<Integer> item(int item) {
            return change.apply(Uni.createFrom().item(item));
        }
    }

    private CompletableFuture<Integer> insert(int value) {
        return transactions.submit(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("insert into entry values (" + value + ")");
                return value;
            }
        });
    }

    private Uni<Integer> row(int value) {
        return Uni.createFrom().completionStage(() -> insert(value));
    }

    private long begun() {
        return transactions.metrics().database("default").begun();
    }

    @ParameterizedTest
    @EnumSource
    void aStepBelongsToItsBlock(Change change) {
        Uni<Integer> uni = MutinyBlocks.uni(
                transactions.atomic(),
                () -> change.item(1).chain(this::row).call(() -> change.item(2).chain(this::row)));
        assertThat(uni.await().indefinitely()).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(begun()).isEqualTo(1);

        assertThatThrownBy(() -> MutinyBlocks.uni(
                                transactions.atomic(),
                                () -> change.item(3)
                                        .chain(this::row)
                                        .onItem()
                                        .failWith(() -> new IllegalStateException()))
                        .await()
                        .indefinitely())
                .isInstanceOf(IllegalStateException.class);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void aNestedBlockIsASavepoint(Change change) {
        MutinyBlocks.uni(
                        transactions.atomic(),
                        () -> change.item(1)
                                .chain(item -> Uni.createFrom()
                                        .completionStage(
                                                () -> transactions.atomic().getStageAsync(() -> {
                                                    insert(1);
                                                    return CompletableFuture.failedFuture(new IllegalStateException());
                                                })))
                                .onFailure(IllegalStateException.class)
                                .recoverWithNull()
                                .chain(item -> MutinyBlocks.uni(
                                        transactions.atomic(),
                                        () -> change.item(2).chain(this::row))))
                .await()
                .indefinitely();
        assertThat(database.rows()).containsExactly(2);
        assertThat(begun()).isEqualTo(1);
    }

    @Test
    void aMultiGoesOnInItsBlock() {
        List<Integer> items = MutinyBlocks.multi(
                        transactions.atomic(),
                        () -> Multi.createFrom()
                                .range(0, 5)
                                .onItem()
                                .call(() -> Uni.createFrom()
                                        .nullItem()
                                        .onItem()
                                        .delayIt()
                                        .by(MOMENT))
                                .emitOn(POOL)
                                .onItem()
                                .transformToUniAndConcatenate(this::row))
                .collect()
                .asList()
                .await()
                .indefinitely();
        assertThat(items).containsExactly(0, 1, 2, 3, 4);
        assertThat(database.rows()).isEqualTo(items);
        assertThat(begun()).isEqualTo(1);
    }

    @Test
    void whatWasPutTogetherOutsideIsInTheBlockThatUsesIt() {
        Uni<Integer> outside = Uni.createFrom().item(1).chain(this::row).call(() -> row(2));
        MutinyBlocks.uni(transactions.atomic(), () -> outside).await().indefinitely();
        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(begun()).isEqualTo(1);
    }

    @Test
    void blocksAtOnceOnTheSameThreadsNeverMix() {
        int count = 300;
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int block = i;
            all.add(MutinyBlocks.uni(
                            transactions.atomic(),
                            () -> Uni.createFrom()
                                    .item(block * 3)
                                    .emitOn(POOL)
                                    .chain(this::row)
                                    .onItem()
                                    .delayIt()
                                    .by(MOMENT)
                                    .chain(item -> row(item + 1))
                                    .emitOn(POOL)
                                    .chain(item -> MutinyBlocks.uni(
                                            transactions.atomic(),
                                            () -> Uni.createFrom()
                                                    .item(item + 1)
                                                    .emitOn(POOL)
                                                    .chain(this::row)))
                                    .map(item -> {
                                        if (block % 2 == 1) {
                                            throw new IllegalStateException();
                                        }
                                        return true;
                                    }))
                    .onFailure(IllegalStateException.class)
                    .recoverWithItem(false)
                    .subscribeAsCompletionStage());
        }
        for (int i = 0; i < count; i++) {
            assertThat(Await.value(all.get(i))).isEqualTo(i % 2 == 0);
        }
        assertThat(database.rows())
                .isEqualTo(IntStream.range(0, count * 3)
                        .filter(v -> v / 3 % 2 == 0)
                        .boxed()
                        .toList());
        assertThat(begun()).isEqualTo(count);
    }
}
