package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.jta.support.Application;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks that are opened on the thread of a JTA transaction which is over, by its timeout or at its end. */
final class RolledBackUnderItsThreadTest {

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private static int status(Transaction transaction) {
        try {
            return transaction.getStatus();
        } catch (SystemException e) {
            throw new AssertionError(e);
        }
    }

    /** The thread does not notice, and goes on with what was to be a part of the transaction. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void blockAfterTheTimeoutIsRefused(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.manager().setTransactionTimeout(1);
            application.manager().begin();
            application.manager().setTransactionTimeout(0);
            Transaction transaction = application.manager().getTransaction();
            transactions.atomic().run(() -> application.insertInBlock(1));
            Await.until("rolled back", () -> status(transaction) == Status.STATUS_ROLLEDBACK);

            assertThatThrownBy(() ->
                            transactions.atomic().named("Accounts.transfer").run(() -> application.insertInBlock(2)))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("Accounts.transfer")
                    .hasMessageContaining("was rolled back")
                    .hasMessageContaining("REQUIRES_NEW");
            assertThat(Await.cause(transactions.atomic().getStageAsync(() -> {
                        application.insertInBlock(3);
                        return CompletableFuture.completedFuture(1);
                    })))
                    .isInstanceOf(TransactionManagementException.class);
            transactions.atomic().propagation(Propagation.REQUIRES_NEW).run(() -> application.insertInBlock(4));
            assertThatThrownBy(application.manager()::commit).isInstanceOf(RollbackException.class);
            transactions.atomic().run(() -> application.insertInBlock(5));

            assertThat(application.committed()).containsExactly(4, 5);
        });
    }

    /** The pool gives a connection outside the transaction, on which a block would commit alone. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void firstBlockAfterTheTimeoutIsRefused(SetUp setUp) {
        Application.run(setUp, application -> {
            application.manager().setTransactionTimeout(1);
            application.manager().begin();
            application.manager().setTransactionTimeout(0);
            Transaction transaction = application.manager().getTransaction();
            application.insert(1);
            Await.until("rolled back", () -> status(transaction) == Status.STATUS_ROLLEDBACK);

            assertThatThrownBy(() -> application.transactions().atomic().run(() -> application.insertInBlock(2)))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("was rolled back");
            assertThatThrownBy(application.manager()::commit).isInstanceOf(RollbackException.class);

            assertThat(application.committed()).isEmpty();
        });
    }

    /** Opens a block where a transaction manager tells the end. */
    private Synchronization inserting(Application application, int value) {
        return new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                application.transactions().atomic().run(() -> application.insertInBlock(value));
                ran.add("after " + status);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void blockOfWhoIsToldOfTheEndIsATransactionOfItsOwn(SetUp setUp) {
        Application.run(setUp, application -> {
            application.manager().begin();
            application.manager().getTransaction().registerSynchronization(inserting(application, 1));
            application.insert(2);
            application.manager().rollback();
            application.manager().begin();
            application.manager().getTransaction().registerSynchronization(inserting(application, 3));
            application.manager().commit();

            assertThat(ran).containsExactly("after " + Status.STATUS_ROLLEDBACK, "after " + Status.STATUS_COMMITTED);
            assertThat(application.committed()).containsExactly(1, 3);
        });
    }
}
