package dev.aatomic.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;

/** Which instance Spring injects, and what becomes of calls. */
class SpringTest {

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext(ApplicationConfiguration.class, Consumer.class);

    private final DataSource dataSource = context.getBean(DataSource.class);

    /** Asks for the interfaces in every way. */
    static final class Consumer {

        private final Accounts accounts;
        private final List<Accounts> all;
        private final Accounts delegate;
        private final Ledger ledger;

        Consumer(Accounts accounts, List<Accounts> all, @AatomicDelegate Accounts delegate, Ledger ledger) {
            this.accounts = accounts;
            this.all = all;
            this.delegate = delegate;
            this.ledger = ledger;
        }
    }

    /** Has what generated classes need, but for an implementation. */
    static class WithoutImplementation {

        @Bean
        HikariDataSource dataSource() {
            return Database.create();
        }

        @Bean
        Transactions transactions(DataSource dataSource) {
            return Transactions.builder().database("default", dataSource).build();
        }
    }

    /** Forgets the mark. */
    static class WithUnmarked {

        @Bean
        Accounts unmarked() {
            return new NoAccounts();
        }
    }

    /** Marks two. */
    static class WithTwo {

        @AatomicDelegate
        @Bean
        Accounts first() {
            return new NoAccounts();
        }

        @AatomicDelegate
        @Bean
        Accounts second() {
            return new NoAccounts();
        }
    }

    /** Intercepts calls of the generated class as libraries do that extend it. */
    static class WithProxy {

        @Bean
        static BeanNameAutoProxyCreator proxies() {
            BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
            creator.setBeanNames("accountsAatomic");
            creator.setProxyTargetClass(true);
            return creator;
        }
    }

    /** Keeps an annotated class out of what others inject. */
    static class WithNumbers {

        @AatomicDelegate
        @Bean(defaultCandidate = false)
        CountingNumbers countingNumbers() {
            return new CountingNumbers();
        }

        @Bean
        NumbersConsumer numbersConsumer(Numbers numbers, List<Numbers> all) {
            return new NumbersConsumer(numbers, all);
        }
    }

    /** Has two of one interface, and asks for each by its qualifier. */
    static class WithQualifiers {

        @AatomicDelegate
        @Bean(defaultCandidate = false)
        CountingNumbers countingNumbers() {
            return new CountingNumbers();
        }

        @AatomicDelegate
        @Bean(defaultCandidate = false)
        EvenNumbers evenNumbers() {
            return new EvenNumbers();
        }

        @Bean
        NumbersConsumer counting(@Qualifier("counting") Numbers numbers, List<Numbers> all) {
            return new NumbersConsumer(numbers, all);
        }

        @Bean
        NumbersConsumer even(@Qualifier("even") Numbers numbers, List<Numbers> all) {
            return new NumbersConsumer(numbers, all);
        }
    }

    /** What was injected. */
    record NumbersConsumer(Numbers numbers, List<Numbers> all) {}

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aCallCommits() throws SQLException {
        assertThat(join(context.getBean(Payments.class).pay(1, 2, BigDecimal.TEN)))
                .isEqualTo("Paid 10, 90.00 left");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("10");
        assertThat(read("SELECT COUNT(*) FROM ledger")).isEqualByComparingTo("1");
    }

    /** I5: what is open as the application stops still needs the pool. */
    @Test
    void i5OpenBlockEndsBeforeThePoolIsClosed() {
        Transactions transactions = context.getBean(Transactions.class);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .bind(gate)
                        .thenCompose(one -> transactions.submit(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                return statement.executeUpdate("INSERT INTO ledger VALUES ('late')");
                            }
                        })));

        CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
        awaitRefusal(transactions);
        gate.complete(1);

        assertThat(block.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(1);
        closing.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void awaitRefusal(Transactions transactions) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            try {
                transactions.atomic().run(() -> {});
                Thread.onSpinWait();
            } catch (TransactionException closing) {
                return;
            }
        }
        throw new AssertionError("New blocks are still taken");
    }

    @Test
    void aFailingCallRollsBackWhatItDid() throws SQLException {
        assertThatThrownBy(() -> join(context.getBean(Payments.class).pay(1, 2, new BigDecimal(1000))))
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("Check constraint violation");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isZero();
        assertThat(read("SELECT COUNT(*) FROM ledger")).isZero();
    }

    @Test
    void whoeverAsksForTheInterfaceGetsTheGeneratedClass() {
        Consumer consumer = context.getBean(Consumer.class);

        assertThat(consumer.accounts).isExactlyInstanceOf(AccountsAatomic.class);
        assertThat(consumer.all).containsExactly(consumer.accounts);
        assertThat(consumer.ledger).isExactlyInstanceOf(JooqLedgerAatomic.class);
        assertThat(context.getBean(Accounts.class)).isSameAs(consumer.accounts);
    }

    @Test
    void theQualifierGivesTheImplementation() {
        assertThat(context.getBean(Consumer.class).delegate).isExactlyInstanceOf(JooqAccounts.class);
    }

    @Test
    void aMissingMarkIsReportedByItsName() {
        assertThatThrownBy(() -> start(WithoutImplementation.class, WithUnmarked.class, AccountsAatomic.class))
                .isInstanceOf(UnsatisfiedDependencyException.class)
                .hasMessageContaining("'accountsAatomic'")
                .hasMessageContaining("No qualifying bean of type 'dev.aatomic.examples.spring.Accounts' available")
                .hasMessageContaining("@dev.aatomic.AatomicDelegate()");
    }

    @Test
    void twoMarkedImplementationsAreReportedByTheirNames() {
        assertThatThrownBy(() -> start(WithoutImplementation.class, WithTwo.class, AccountsAatomic.class))
                .isInstanceOf(UnsatisfiedDependencyException.class)
                .hasMessageContaining("'accountsAatomic'")
                .hasMessageContaining("expected single matching bean but found 2: first,second");
    }

    @Test
    void qualifiersOfClassesChooseAmongTheirGeneratedClasses() {
        try (var more = start(List.of("numbers", "even"), WithQualifiers.class)) {
            NumbersConsumer counting = more.getBean("counting", NumbersConsumer.class);
            NumbersConsumer even = more.getBean("even", NumbersConsumer.class);

            assertThat(counting.numbers()).isExactlyInstanceOf(CountingNumbersAatomic.class);
            assertThat(even.numbers()).isExactlyInstanceOf(EvenNumbersAatomic.class);
            assertThat(even.all()).containsExactlyInAnyOrder(counting.numbers(), even.numbers());
        }
    }

    @Test
    void anAnnotatedClassCanBeKeptOutOfCollections() {
        try (var more = start(List.of("numbers"), WithNumbers.class)) {
            NumbersConsumer consumer = more.getBean(NumbersConsumer.class);

            assertThat(consumer.numbers()).isExactlyInstanceOf(CountingNumbersAatomic.class);
            assertThat(consumer.all()).containsExactly(consumer.numbers());
            assertThat(consumer.numbers().next()).isEqualTo(1);
        }
    }

    @Test
    void librariesMayExtendTheGeneratedClass() {
        try (var proxied = start(ApplicationConfiguration.class, WithProxy.class)) {
            Accounts accounts = proxied.getBean(Accounts.class);

            assertThat(AopUtils.isCglibProxy(accounts)).isTrue();
            assertThat(join(accounts.balance(1))).isEqualByComparingTo("100");
        }
    }

    private static AnnotationConfigApplicationContext start(List<String> profiles, Class<?> configuration) {
        var started = new AnnotationConfigApplicationContext();
        started.getEnvironment().setActiveProfiles(profiles.toArray(String[]::new));
        started.register(ApplicationConfiguration.class, configuration);
        started.refresh();
        return started;
    }

    private static AnnotationConfigApplicationContext start(Class<?>... classes) {
        return new AnnotationConfigApplicationContext(classes);
    }

    /** What another connection sees. */
    private BigDecimal read(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getBigDecimal(1);
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
