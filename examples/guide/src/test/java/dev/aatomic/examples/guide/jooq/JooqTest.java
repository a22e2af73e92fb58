package dev.aatomic.examples.guide.jooq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JooqTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();
    private final AtomicInteger statements = new AtomicInteger();
    private final Jooq jooq =
            new Jooq(transactions, new DefaultConfiguration().set(SQLDialect.H2).set(new Counting(statements)));

    @Test
    void chainOfJooqIsOneTransaction() {
        assertThat(Await.value(new Accounts(transactions).deposit(1, BigDecimal.TEN)))
                .isEqualByComparingTo("110");
        assertThat(database.balance(1)).isEqualTo(110);
    }

    @Test
    void blockingCallsWork() {
        assertThat(jooq.total()).isEqualByComparingTo("200");
    }

    @Test
    void statementOutsideABlockIsRefused() {
        assertThatThrownBy(jooq::totalWithoutABlock).isInstanceOf(NoTransactionException.class);
    }

    @Test
    void listenersOfTheConfigurationStay() {
        jooq.total();

        assertThat(statements).hasValue(1);
    }

    @Test
    void transactionOfJooqIsASavepoint() {
        assertThat(jooq.savepoint()).isTrue();
        assertThat(database.answers()).isEqualTo(1);
    }

    @Test
    void boundChainKeepsTheBlock() {
        assertThat(Await.value(jooq.answer(service()))).isEqualTo(1);
        assertThat(database.answers()).isEqualTo(1);
    }

    @Test
    void lostBlockIsAnError() {
        assertThat(Await.cause(jooq.lost(service()))).isInstanceOf(NoTransactionException.class);
        assertThat(database.answers()).isZero();
    }

    /** Completes on a thread that knows nothing of blocks, once the body has returned and waits for it. */
    private Supplier<CompletionStage<String>> service() {
        return () -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                Await.until("the block waits for the answer", this::isIdle);
                answer.complete("yes");
            });
            thread.start();
            return answer;
        };
    }

    private boolean isIdle() {
        return transactions.blocks().database("default").blocks().stream()
                .anyMatch(block -> block.state() == BlockState.IDLE);
    }

    private static final class Counting implements ExecuteListener {

        private static final long serialVersionUID = 1L;

        private final transient AtomicInteger statements;

        Counting(AtomicInteger statements) {
            this.statements = statements;
        }

        @Override
        public void executeStart(ExecuteContext context) {
            statements.incrementAndGet();
        }
    }
}
