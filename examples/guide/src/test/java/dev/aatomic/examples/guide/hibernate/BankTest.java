package dev.aatomic.examples.guide.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BankTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final HikariDataSource pool = new HikariDataSource();
    private final Transactions transactions =
            Transactions.builder().database("default", pool(pool, database)).build();
    private final SessionFactory factory = HibernateSetUp.factory(pool);
    private final HibernateTransactions hibernate = HibernateSetUp.join(transactions, factory);
    private final Bank bank = new Bank(transactions, hibernate);

    private static HikariDataSource pool(HikariDataSource pool, TestDatabase database) {
        pool.setJdbcUrl(database.url());
        return pool;
    }

    @BeforeEach
    void open() {
        Await.value(bank.load(List.of(new Account(1, 100), new Account(2, 100))));
    }

    @AfterEach
    void close() {
        transactions.close();
        factory.close();
        pool.close();
        database.close();
    }

    private List<Integer> balances() {
        return database.integers("select balance from Account order by id");
    }

    @Test
    void aBlockWaitsForWhatIsApprovedElsewhere() {
        CompletableFuture<Void> approval = new CompletableFuture<>();
        CompletableFuture<Integer> left = bank.withdraw(1, 30, approval);
        assertThat(balances()).containsExactly(100, 100);
        approval.complete(null);
        assertThat(Await.value(left)).isEqualTo(70);
        assertThat(balances()).containsExactly(70, 100);
    }

    @Test
    void aRefusalChangesNothing() {
        CompletableFuture<Void> approval = CompletableFuture.failedFuture(new IllegalStateException("refused"));
        assertThat(Await.cause(bank.withdraw(1, 30, approval))).hasMessage("refused");
        assertThat(balances()).containsExactly(100, 100);
    }

    @Test
    void aTransferIsBothOrNothing() {
        bank.transfer(1, 2, 10);
        assertThat(balances()).containsExactly(90, 110);
    }

    @Test
    void aNestedBlockIsUndoneAlone() {
        assertThat(bank.payWithBonus(1, 10, 5)).isEqualTo(94);
        assertThat(bank.payWithBonus(2, 10, 500)).isEqualTo(89);
        assertThat(balances()).containsExactly(94, 89);
    }

    @Test
    void depositsAtOnceAreAllKept() {
        List<CompletableFuture<Integer>> deposits = List.of(bank.deposit(1, 1), bank.deposit(1, 1), bank.deposit(1, 1));
        deposits.forEach(Await::value);
        assertThat(balances()).containsExactly(103, 100);
    }
}
