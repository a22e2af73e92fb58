package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionDefinition;

/** Blocks in a Spring transaction that goes back to a savepoint of its own, behind the back of the blocks. */
final class SpringSavepointTest {

    private static final IllegalStateException UNDONE = new IllegalStateException("undone");

    private final List<String> ran = new CopyOnWriteArrayList<>();

    /** A block that inserts a row, whose hooks say what became of it. */
    private void block(Application application, int value) {
        Transactions transactions = application.transactions();
        transactions.atomic().run(() -> {
            transactions.onCommit(() -> ran.add(value + " committed"));
            transactions.onRollback(() -> ran.add(value + " rolled back"));
            application.insert(value);
        });
    }

    private static void nested(Application application, Runnable work) {
        application.spring(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(status -> work.run());
    }

    private void undone(Application application, int value) {
        assertThatThrownBy(() -> nested(application, () -> {
                    block(application, value);
                    throw UNDONE;
                }))
                .isSameAs(UNDONE);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aRollbackToItsSavepointTakesTheHooksInIt(Server server) {
        Application.run(server, application -> {
            application.inSpring(() -> {
                block(application, 1);
                undone(application, 2);
                nested(application, () -> {
                    block(application, 3);
                    undone(application, 4);
                });
                assertThat(ran).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1, 3);
            assertThat(ran).containsExactlyInAnyOrder("1 committed", "2 rolled back", "3 committed", "4 rolled back");
        });
    }

    /** The savepoint was set before Spring's transaction knew of blocks. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void soItDoesWhereTheFirstBlockIsInIt(Server server) {
        Application.run(server, application -> {
            application.inSpring(() -> {
                undone(application, 1);
                block(application, 2);
            });

            assertThat(application.committed()).containsExactly(2);
            assertThat(ran).containsExactlyInAnyOrder("1 rolled back", "2 committed");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void soItDoesWithASavepointOfTheStatus(Server server) {
        Application.run(server, application -> {
            application.spring(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> {
                block(application, 1);
                Object savepoint = status.createSavepoint();
                block(application, 2);
                status.rollbackToSavepoint(savepoint);
                block(application, 3);
                status.rollbackToSavepoint(savepoint);
                status.releaseSavepoint(savepoint);
                block(application, 4);
            });

            assertThat(application.committed()).containsExactly(1, 4);
            assertThat(ran).containsExactlyInAnyOrder("1 committed", "2 rolled back", "3 rolled back", "4 committed");
        });
    }

    /** A merged block would not notice that its work is gone, and nor would the caller of its hooks. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRollbackToItsSavepointInsideABlockIsRefused(boolean hasSavepoint) {
        Application.run(Server.H2, application -> {
            application.spring(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(status -> {
                Object savepoint = status.createSavepoint();
                application.transactions().atomic().savepoint(hasSavepoint).run(() -> {
                    application.insert(1);
                    assertThatThrownBy(() -> status.rollbackToSavepoint(savepoint))
                            .isInstanceOf(IllegalTransactionStateException.class)
                            .hasMessageContaining("inside a block of database");
                });
                block(application, 2);
                status.releaseSavepoint(savepoint);
            });

            assertThat(application.committed()).containsExactly(1, 2);
            assertThat(ran).containsExactly("2 committed");
        });
    }
}
