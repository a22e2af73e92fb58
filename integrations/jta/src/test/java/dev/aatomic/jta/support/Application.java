package dev.aatomic.jta.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.jta.JtaTransactions;
import dev.aatomic.runtime.Transactions;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An application with one database, whose connections JTA enlists, and blocks on it. */
public final class Application implements AutoCloseable {

    /** What a test does. */
    public interface Work {
        void run() throws Exception;
    }

    /** What a test does with it. */
    public interface Test {
        void run(Application application) throws Exception;
    }

    private final EnlistedDatabase database;
    private final JtaTransactions jta;
    private final Transactions transactions;

    private Application(SetUp setUp, int connections, UnaryOperator<Transactions.Builder> settings) {
        database = EnlistedDatabase.empty(setUp, connections);
        jta = new JtaTransactions(
                Narayana.transactionManager(), Narayana.registry(), Map.of("default", database.pool()));
        transactions = settings.apply(Transactions.builder()
                        .database("default", database.pool(), connections)
                        .enclosing(jta))
                .build();
    }

    /** Runs a test, and looks whether its thread and its pool are clean after that. */
    public static void run(SetUp setUp, Test test) {
        run(setUp, 3, builder -> builder, test);
    }

    public static void run(SetUp setUp, int connections, UnaryOperator<Transactions.Builder> settings, Test test) {
        try (Application application = new Application(setUp, connections, settings)) {
            try {
                test.run(application);
                assertThat(application.status()).as("status of the thread").isEqualTo(Status.STATUS_NO_TRANSACTION);
            } finally {
                Narayana.transactionManager().suspend();
            }
            application.database.checkPool();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public Transactions transactions() {
        return transactions;
    }

    public JtaTransactions jta() {
        return jta;
    }

    /** As the application has it. */
    public TransactionManager manager() {
        return jta.transactionManager();
    }

    /** Of which blocks learn nothing. */
    public TransactionManager bareManager() {
        return Narayana.transactionManager();
    }

    public TransactionSynchronizationRegistry registry() {
        return Narayana.registry();
    }

    public int status() throws SystemException {
        return manager().getStatus();
    }

    public EnlistedDatabase database() {
        return database;
    }

    public List<Integer> committed() {
        return database.committed();
    }

    /** Commits if the work ends normally, as an interceptor of {@code @Transactional} does. */
    public void inJta(Work work) throws Exception {
        manager().begin();
        try {
            work.run();
        } catch (Throwable t) {
            manager().rollback();
            throw t;
        }
        manager().commit();
    }

    /** Inserts outside of blocks, on the connection of the JTA transaction. */
    public void insert(int value) {
        database.insert(value);
    }

    /** Inserts in the block that is open here. */
    public void insertInBlock(int value) {
        transactions
                .submit(connection -> {
                    try (PreparedStatement statement = connection.prepareStatement("insert into entry values (?)")) {
                        statement.setInt(1, value);
                        return statement.executeUpdate();
                    }
                })
                .join();
    }

    @Override
    public void close() {
        transactions.close();
    }
}
