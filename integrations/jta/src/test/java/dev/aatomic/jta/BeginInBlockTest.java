package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.jta.support.Application;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JTA transaction that would begin inside a block. */
final class BeginInBlockTest {

    private final List<String> ran = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void beginIsRefusedAndTheThreadIsCleanAfterIt(SetUp setUp) {
        Application.run(setUp, application -> {
            application.transactions().atomic().run(() -> {
                application.insertInBlock(1);
                assertThatThrownBy(() -> application.inJta(() -> application.insert(2)))
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageContaining("inside a block of database 'default'")
                        .hasMessageContaining("autocommit(");
                assertThatThrownBy(application.jta().userTransaction()::begin)
                        .isInstanceOf(TransactionManagementException.class);
                assertThat(application.status()).isEqualTo(Status.STATUS_NO_TRANSACTION);
                application.insertInBlock(3);
            });
            application.inJta(() -> application.insert(4));

            assertThat(application.committed()).containsExactly(1, 3, 4);
        });
    }

    /** Of an asynchronous block, too, whose body is on a thread of its own. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void beginIsRefusedInTheBodyAndTheContinuationsOfAStage(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            Await.value(transactions.atomic().getStageAsync(() -> {
                assertThatThrownBy(application.manager()::begin).isInstanceOf(TransactionManagementException.class);
                return transactions
                        .submit(connection ->
                                connection.createStatement().executeUpdate("insert into entry values (1)"))
                        .thenAccept(inserted -> assertThatThrownBy(application.manager()::begin)
                                .isInstanceOf(TransactionManagementException.class));
            }));

            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** As an observer of a container's event is. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void whoeverIsToldOnlyAfterTheBeginHasItRolledBack(SetUp setUp) {
        Application.run(setUp, application -> {
            application.transactions().atomic().run(() -> {
                application.insertInBlock(1);
                application.bareManager().begin();
                assertThatThrownBy(application.jta()::afterBegin).isInstanceOf(TransactionManagementException.class);
                assertThat(application.status()).isEqualTo(Status.STATUS_NO_TRANSACTION);
                application.insertInBlock(2);
            });
            application.bareManager().begin();
            application.jta().afterBegin();
            application.insert(3);
            application.bareManager().commit();

            assertThat(application.committed()).containsExactly(1, 2, 3);
        });
    }

    /** As it was meant to commit by itself. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void beginIsPossibleInAutocommit(SetUp setUp) {
        Application.run(setUp, application -> {
            application.transactions().atomic().run(() -> {
                application.insertInBlock(1);
                application.transactions().autocommit(() -> {
                    application.inJta(() -> {
                        application.insert(2);
                        application.transactions().atomic().run(() -> application.insertInBlock(3));
                    });
                    assertThat(application.committed()).containsExactly(2, 3);
                    return null;
                });
            });

            assertThat(application.committed()).containsExactly(1, 2, 3);
        });
    }

    /** JTA itself refuses a second one on a thread; suspended, the second would be beside the block. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void beginIsRefusedInABlockThatTakesPart(SetUp setUp) {
        Application.run(setUp, application -> {
            application.inJta(() -> application.transactions().atomic().run(() -> {
                application.insertInBlock(1);
                assertThatThrownBy(application.bareManager()::begin).isInstanceOf(NotSupportedException.class);
                jakarta.transaction.Transaction around = application.manager().suspend();
                assertThatThrownBy(application.manager()::begin).isInstanceOf(TransactionManagementException.class);
                application.manager().resume(around);
            }));

            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** Of a database whose connections JTA does not enlist, a block may begin what it likes. */
    @Test
    void beginIsPossibleWhereNoBlockIsOpen() {
        Application.run(SetUp.H2, application -> {
            application.jta().beforeBegin();
            application.jta().afterBegin();
            application.inJta(() -> ran.add("begun"));

            assertThat(ran).containsExactly("begun");
        });
    }
}
