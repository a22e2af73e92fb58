package dev.aatomic.examples.guide.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AnnotationsTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();

    @Test
    void generatedClassIsATransaction() {
        assertThat(Bank.use(transactions, BigDecimal.TEN)).isEqualTo(new Receipt(1, 2, BigDecimal.TEN));
        assertThat(database.balance(2)).isEqualTo(110);
    }

    @Test
    void attributesOfAMethodHold() {
        Accounts accounts =
                new AccountsAatomic(new JooqAccounts(AatomicJooq.dsl(transactions, SQLDialect.H2)), transactions);

        assertThatThrownBy(() -> transactions
                        .atomic()
                        .run(() -> accounts.settle().toCompletableFuture().join()))
                .isInstanceOf(DurableNestedException.class);
        assertThat(Await.value(accounts.settle().toCompletableFuture())).isZero();
    }

    @Test
    void implementationAloneOpensNoBlock() {
        Accounts implementation = new JooqAccounts(AatomicJooq.dsl(transactions, SQLDialect.H2));

        assertThat(Await.cause(implementation.transfer(1, 2, BigDecimal.TEN)))
                .isInstanceOf(NoTransactionException.class);
    }

    @Test
    void methodThatIsLeftOutIsNoBlock() {
        List<String> blocks = new CopyOnWriteArrayList<>();
        try (Transactions observed = observed(blocks)) {
            Accounts accounts =
                    new AccountsAatomic(new JooqAccounts(AatomicJooq.dsl(observed, SQLDialect.H2)), observed);

            assertThat(accounts.describe()).isEqualTo("H2");
            Await.value(accounts.settle().toCompletableFuture());
        }
        assertThat(blocks).containsExactly("Accounts.settle 0");
    }

    @Test
    void defaultMethodsCallEachOtherInBlocks() {
        List<String> blocks = new CopyOnWriteArrayList<>();
        try (Transactions observed = observed(blocks)) {
            Await.value(Shop.checkout(observed).buy(1).toCompletableFuture());
            assertThat(Await.cause(Shop.checkout(observed).pay(-1))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(blocks).containsExactly("Checkout.reserve 1", "Checkout.pay 1", "Checkout.buy 0");
    }

    @Test
    void classIsItsOwnDelegate() {
        assertThat(Ledgers.ledger(transactions).add(1)).isEqualTo(1);
        assertThat(database.orders()).isEqualTo(1);
    }

    /** Tells the names and depths of blocks that have committed. */
    private Transactions observed(List<String> blocks) {
        return Transactions.builder()
                .database("default", database.dataSource())
                .listener(new TransactionListener() {
                    @Override
                    public void committed(TransactionEvent event) {
                        blocks.add(event.name() + " " + event.depth());
                    }
                })
                .build();
    }
}
