package dev.aatomic.runtime.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The futures of this library are used as the JDK's are, in every form. */
@Tag("G5")
@Tag("G10")
final class FutureFormsTest {

    private static final int POLLS = 20_000;

    private static final int JDK_WITH_STATE = 19;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    static Stream<Arguments> looks() {
        return Stream.of(
                look(
                        "isCompletedExceptionally",
                        step -> assertThat(step.isCompletedExceptionally()).isTrue()),
                look(
                        "exceptionNow",
                        step -> assertThat(call(step, "exceptionNow")).isInstanceOf(SQLException.class)),
                look(
                        "resultNow",
                        step -> assertThatThrownBy(() -> call(step, "resultNow"))
                                .isInstanceOf(IllegalStateException.class)),
                look("getNow", step -> assertThatThrownBy(() -> step.getNow(0))),
                look("join", step -> assertThatThrownBy(step::join)));
    }

    private static Arguments look(String name, Consumer<CompletableFuture<Integer>> look) {
        return Arguments.of(name, look);
    }

    /** Calls one of the methods that {@code Future} has since JDK 19, on older ones too. */
    private static Object call(CompletableFuture<?> future, String method) {
        Class<?> type = future.getClass();
        while (type != Object.class) {
            try {
                Method found = type.getDeclaredMethod(method);
                found.setAccessible(true);
                return found.invoke(future);
            } catch (NoSuchMethodException e) {
                type = type.getSuperclass();
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException thrown) {
                    throw thrown;
                }
                throw new AssertionError(e.getCause());
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("There is no " + method);
    }

    /** H5: a step's failure that somebody has asked for is no swallowed one. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("looks")
    void h5WhoLooksAtAFailureKnowsOfIt(String name, Consumer<CompletableFuture<Integer>> look) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Integer value = transactions.atomic().get(() -> {
            CompletableFuture<Integer> failed = transactions.atomic().getAsync(() -> {
                throw new SQLException("the nested block's");
            });
            Await.until("the nested block has ended", failed::isDone);
            look.accept(failed);
            return 1;
        });

        assertThat(value).isEqualTo(1);
    }

    /** H5: what nobody has looked at still breaks the block; whether it is done says nothing about a failure. */
    @Test
    void h5FailureThatNobodyLooksAtBreaksTheBlock() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));

        assertThatThrownBy(() -> transactions.atomic().get(() -> {
                    CompletableFuture<Integer> failed = transactions.atomic().getAsync(() -> {
                        throw new SQLException("the nested block's");
                    });
                    Await.until("the nested block has ended", failed::isDone);
                    return 1;
                }))
                .isInstanceOf(UnexpectedRollbackException.class);
    }

    /** H5: nor do these, which the guide says. */
    @Test
    void h5StateAndTextOfAFutureAreNoLook() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));

        assertThatThrownBy(() -> transactions.atomic().get(() -> {
                    CompletableFuture<Integer> failed = transactions.atomic().getAsync(() -> {
                        throw new SQLException("the nested block's");
                    });
                    Await.until("the nested block has ended", failed::isDone);
                    assertThat(failed.toString()).contains("exceptionally");
                    if (Runtime.version().feature() >= JDK_WITH_STATE) {
                        assertThat(call(failed, "state")).hasToString("FAILED");
                    }
                    return 1;
                }))
                .isInstanceOf(UnexpectedRollbackException.class);
    }

    /** H11: where the thread waits for itself, so that it looks after its lane meanwhile. */
    @Test
    void h11WaitOfLessThanNothingIsOver() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        CompletableFuture<Integer> never = transactions.bind(new CompletableFuture<Integer>());

        for (long timeout : new long[] {Long.MIN_VALUE, -1L, 0L, 1L}) {
            assertThatThrownBy(() -> never.get(timeout, TimeUnit.NANOSECONDS)).isInstanceOf(TimeoutException.class);
            transactions
                    .atomic()
                    .run(() -> assertThatThrownBy(() -> never.get(timeout, TimeUnit.NANOSECONDS))
                            .isInstanceOf(TimeoutException.class));
        }
        transactions
                .atomic()
                .run(() -> assertThatThrownBy(() -> never.get(Long.MIN_VALUE, TimeUnit.DAYS))
                        .isInstanceOf(TimeoutException.class));
    }

    /** H11: in the block and in a step of it. */
    @Test
    void h11PollsLeaveNothingBehind() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        CompletableFuture<Integer> polled = transactions.bind(new CompletableFuture<Integer>());

        transactions.atomic().run(() -> {
            for (int i = 0; i < POLLS; i++) {
                assertThatThrownBy(() -> polled.get(1, TimeUnit.NANOSECONDS)).isInstanceOf(TimeoutException.class);
            }
        });

        assertThat(polled.getNumberOfDependents()).isLessThanOrEqualTo(2);
    }

    /** H11: what one client does to his future is nobody else's. */
    @Test
    void h11MinimalStageGivesEachClientAFutureOfItsOwn() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> gate);
        for (CompletionStage<Integer> minimal : List.of(
                block.minimalCompletionStage(), block.minimalCompletionStage().thenApply(n -> n))) {
            CompletableFuture<Integer> first = minimal.toCompletableFuture();
            CompletableFuture<Integer> second = minimal.toCompletableFuture();

            assertThat(first).isNotSameAs(second);
            assertThat(first.complete(7)).isTrue();
            assertThat(second).isNotDone();
            assertThatThrownBy(() -> ((CompletableFuture<Integer>) minimal).complete(7))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        CompletionStage<Integer> minimal = block.minimalCompletionStage();

        gate.complete(1);

        assertThat(Await.value(minimal.toCompletableFuture())).isEqualTo(1);
        assertThat(Await.value(minimal.thenApply(n -> n + 1).toCompletableFuture()))
                .isEqualTo(2);
    }

    /** H11: a body may return one, which is then never touched. */
    @Test
    void h11MinimalStageOfOursIsABodysStage() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        CompletableFuture<Integer> never = transactions.bind(new CompletableFuture<Integer>());
        CompletableFuture<Integer> value = transactions.bind(fixtures.foreign().later(1));

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(never::minimalCompletionStage);
        assertThat(block.cancel(true)).isTrue();
        Await.end(block);

        assertThat(never).isNotDone();
        assertThat(Await.value(transactions.atomic().getStageAsync(value::minimalCompletionStage)))
                .isEqualTo(1);
    }

    /** H11: at the call, in a scope as outside. */
    @Test
    void h11MissingExecutorIsRefusedAtOnce() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        CompletableFuture<Integer> never = transactions.bind(new CompletableFuture<Integer>());

        everyFormRefusesNull(never);
        transactions.atomic().run(() -> everyFormRefusesNull(never));
        assertThat(Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Sql.insert(1)))))
                .isEqualTo(1);
    }

    private static void everyFormRefusesNull(CompletableFuture<Integer> future) {
        CompletableFuture<Integer> other = new CompletableFuture<>();
        assertThatNullPointerException().isThrownBy(() -> future.thenApplyAsync(n -> n, null));
        assertThatNullPointerException().isThrownBy(() -> future.thenAcceptAsync(n -> {}, null));
        assertThatNullPointerException().isThrownBy(() -> future.thenRunAsync(() -> {}, null));
        assertThatNullPointerException().isThrownBy(() -> future.thenCombineAsync(other, Integer::sum, null));
        assertThatNullPointerException().isThrownBy(() -> future.thenAcceptBothAsync(other, (a, b) -> {}, null));
        assertThatNullPointerException().isThrownBy(() -> future.runAfterBothAsync(other, () -> {}, null));
        assertThatNullPointerException().isThrownBy(() -> future.applyToEitherAsync(other, n -> n, null));
        assertThatNullPointerException().isThrownBy(() -> future.acceptEitherAsync(other, n -> {}, null));
        assertThatNullPointerException().isThrownBy(() -> future.runAfterEitherAsync(other, () -> {}, null));
        assertThatNullPointerException().isThrownBy(() -> future.thenComposeAsync(n -> other, null));
        assertThatNullPointerException().isThrownBy(() -> future.whenCompleteAsync((n, t) -> {}, null));
        assertThatNullPointerException().isThrownBy(() -> future.handleAsync((n, t) -> n, null));
        assertThatNullPointerException().isThrownBy(() -> future.exceptionallyAsync(t -> 1, null));
        assertThatNullPointerException().isThrownBy(() -> future.exceptionallyComposeAsync(t -> other, null));
    }
}
