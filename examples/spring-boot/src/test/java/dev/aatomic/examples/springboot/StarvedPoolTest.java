package dev.aatomic.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One block starves a pool of five, and whoever has nothing but the answer of {@code /actuator/aatomic} finds it as docs/operations.md says.
 */
final class StarvedPoolTest {

    private static BankServer server;
    private static Transactions transactions;
    private static DSLContext dsl;

    private final CompletableFuture<Integer> gate = new CompletableFuture<>();
    private final List<CompletableFuture<?>> opened = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = new BankServer(
                "--management.endpoints.web.exposure.include=aatomic",
                "--aatomic.record-sql=true",
                "--spring.datasource.hikari.maximum-pool-size=5");
        transactions = server.application().getBean(Transactions.class);
        dsl = server.application().getBean(DSLContext.class);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void letAllEnd() throws Exception {
        gate.complete(1);
        opened.forEach(block -> block.cancel(true));
        until(answer -> answer.blocks().isEmpty());
    }

    // ---- the situations

    private void open(String name, Supplier<CompletionStage<?>> body) {
        opened.add(
                transactions.atomic().named(name).getStageAsync(() -> body.get().thenApply(n -> 1)));
    }

    private static CompletionStage<?> lockRow() {
        return dsl.query("SELECT 1 FROM account WHERE id = 1 FOR UPDATE").executeAsync();
    }

    /** Opens a block that has locked the row, has held its connection for a while and is in that state when this returns. */
    private void openWithLock(String name, String state, Supplier<CompletionStage<?>> body) throws Exception {
        CompletableFuture<Integer> isLocked = new CompletableFuture<>();
        open(
                name,
                () -> lockRow().thenCompose(locked -> {
                    isLocked.complete(1);
                    return body.get();
                }));
        isLocked.get(60, TimeUnit.SECONDS);
        until(answer -> answer.hasHeldLongerThan(name, 200) && answer.isIn(name, state));
    }

    /**
     * The block holds its connection already, and not that with the lowest number, when others come that need the row which it has locked.
     */
    private BlocksAnswer starved(String name, String state, Supplier<CompletionStage<?>> body) throws Exception {
        CompletableFuture<Integer> before = new CompletableFuture<>();
        open("Accounts.balance", () -> before);
        until(answer -> answer.held() == 1);
        openWithLock(name, state, body);
        before.complete(1);
        until(answer -> answer.held() == 1);
        for (int i = 0; i < 12; i++) {
            open(
                    "Orders.place",
                    () -> dsl.query("UPDATE account SET balance = balance + 1 WHERE id = 1")
                            .executeAsync());
        }
        return until(answer -> answer.held() == 5 && answer.waiting() >= 8 && answer.othersAreInTheDatabase(name));
    }

    private static BlocksAnswer until(Predicate<BlocksAnswer> wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            BlocksAnswer answer = new BlocksAnswer(
                    server.get("/actuator/aatomic").get(60, TimeUnit.SECONDS).body());
            if (wanted.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not after 60 s, but:\n" + answer);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Test
    void blockThatWaitsForAnotherServiceIsIdle() throws Exception {
        BlocksAnswer.Culprit culprit =
                starved("Invoices.send", "IDLE", () -> gate).culprit();

        assertThat(culprit.name()).isEqualTo("Invoices.send");
        assertThat(culprit.state()).isEqualTo("IDLE");
        assertThat(culprit.waitsFor()).isEmpty();
        assertThat(culprit.openedAt())
                .startsWith(StarvedPoolTest.class.getName())
                .doesNotStartWith("at ");
    }

    /** One that has held for longer, and keeps nobody from anything but its connection, does not hide it. */
    @Test
    void reportThatTakesLongerDoesNotHideIt() throws Exception {
        open("Reports.daily", () -> dsl.resultQuery("SELECT pg_sleep(60)").fetchAsync());
        until(answer -> answer.hasHeldLongerThan("Reports.daily", 50));
        openWithLock("Invoices.send", "IDLE", () -> gate);
        for (int i = 0; i < 12; i++) {
            open("Orders.place", StarvedPoolTest::lockRow);
        }
        BlocksAnswer answer = until(each -> each.waiting() == 9 && each.othersAreInTheDatabase("Invoices.send"));

        assertThat(answer.blocks().get(0).path("name").asString()).isEqualTo("Reports.daily");
        assertThat(answer.culprit().name()).isEqualTo("Invoices.send");
    }

    @Test
    void blockThatComputesIsInItsBody() throws Exception {
        BlocksAnswer.Culprit culprit = starved(
                        "Prices.compute",
                        "IN_BODY",
                        () -> CompletableFuture.completedFuture(1).thenApply(n -> gate.join()))
                .culprit();

        assertThat(culprit.name()).isEqualTo("Prices.compute");
        assertThat(culprit.state()).isEqualTo("IN_BODY");
        assertThat(culprit.waitsFor()).isEmpty();
    }

    /** All five are in the database then, and all but one for the same row. */
    @Test
    void blockWhoseLockOthersWaitForHasHeldForLongest() throws Exception {
        BlocksAnswer.Culprit culprit = starved(
                        "Reports.monthly",
                        "IN_DATABASE",
                        () -> dsl.resultQuery("SELECT pg_sleep(60)").fetchAsync())
                .culprit();

        assertThat(culprit.name()).isEqualTo("Reports.monthly");
        assertThat(culprit.state()).isEqualTo("IN_DATABASE");
        assertThat(culprit.sql()).isEqualTo("SELECT pg_sleep(60)");
    }

    @Test
    void blockThatIsNestedSaysWhatTheOneAroundItDoes() throws Exception {
        BlocksAnswer.Culprit culprit = starved(
                        "Batch.run",
                        "IDLE",
                        () -> transactions.atomic().named("Batch.item").getStageAsync(() -> gate))
                .culprit();

        assertThat(culprit.name()).isEqualTo("Batch.run");
        assertThat(culprit.innermost()).isEqualTo("Batch.item");
        assertThat(culprit.state()).isEqualTo("IDLE");
    }

    /** It waits behind all the others for a second connection, and they for the row that the first one has locked. */
    @Test
    void blockThatWaitsForASecondConnectionNamesTheOneThatDoes() throws Exception {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        starved(
                "Orders.close",
                "IDLE",
                () -> transactions
                        .bind(later)
                        .thenCompose(n -> transactions
                                .atomic()
                                .propagation(Propagation.REQUIRES_NEW)
                                .named("Audit.write")
                                .getStageAsync(StarvedPoolTest::lockRow)));
        later.complete(1);

        // The code that opens the second one goes on for a moment when that is in the queue.
        BlocksAnswer.Culprit culprit = until(answer ->
                        answer.waiting() == 9 && !answer.culprit().state().equals("IN_BODY"))
                .culprit();

        assertThat(culprit.name()).isEqualTo("Orders.close");
        assertThat(culprit.state()).isEqualTo("IDLE");
        assertThat(culprit.waitsFor()).containsExactly("Audit.write");
    }
}
