package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.jta.support.Application;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Transactions;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hooks of blocks that took part in a JTA transaction. */
final class HooksTest {

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private static void failingHook(Transactions transactions, Exception failure) {
        transactions.onCommit(() -> {
            throw failure;
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void failureOfAHookReachesWhoeverCommits(SetUp setUp) {
        Application.run(setUp, application -> {
            IOException failure = new IOException("hook");
            assertThatThrownBy(() -> application.inJta(() -> {
                        application.insert(1);
                        application.transactions().atomic().run(() -> {
                            failingHook(application.transactions(), failure);
                            application.insertInBlock(2);
                        });
                    }))
                    .isInstanceOf(AfterCommitException.class)
                    .hasCause(failure);

            assertThat(application.committed()).containsExactly(1, 2);
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void failureOfAHookReachesAnInterceptorAroundTheManager(SetUp setUp) {
        Application.run(setUp, application -> {
            IOException failure = new IOException("hook");
            application.bareManager().begin();
            application.transactions().atomic().run(() -> {
                failingHook(application.transactions(), failure);
                application.insertInBlock(1);
            });
            assertThatThrownBy(() -> application.jta().callEnding(() -> {
                        application.bareManager().commit();
                        return null;
                    }))
                    .isInstanceOf(AfterCommitException.class)
                    .hasCause(failure);

            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** The hooks of each block are its own: one that fails does not drop those of another. */
    @Test
    void hooksOfAllBlocksRunWhateverOneThrows() {
        Application.run(SetUp.H2, application -> {
            Transactions transactions = application.transactions();
            IOException first = new IOException("first");
            IOException second = new IOException("second");
            assertThatThrownBy(() -> application.inJta(() -> {
                        transactions.atomic().run(() -> failingHook(transactions, first));
                        transactions.atomic().run(() -> failingHook(transactions, second));
                        transactions.atomic().run(() -> transactions.onCommit(() -> ran.add("third")));
                    }))
                    .hasCause(first)
                    .satisfies(thrown -> assertThat(thrown.getSuppressed())
                            .singleElement()
                            .satisfies(other -> assertThat(other)
                                    .isInstanceOf(AfterCommitException.class)
                                    .hasCause(second)));

            assertThat(ran).containsExactly("third");
        });
    }

    /** Where nobody is there to be told, the failure is logged and changes nothing. */
    @Test
    void failureOfAHookIsLoggedWhereNobodyIsThereToBeTold() {
        Application.run(SetUp.H2, application -> {
            application.bareManager().begin();
            application.transactions().atomic().run(() -> {
                failingHook(application.transactions(), new IOException("hook"));
                application.insertInBlock(1);
            });
            application.bareManager().commit();

            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** The pool gives no connection on a thread with a transaction that was rolled back. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void hookOfARollbackOpensABlock(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            IOException failure = new IOException("around");
            assertThatThrownBy(() -> application.inJta(() -> {
                        transactions.atomic().run(() -> {
                            transactions.onRollback(() -> {
                                assertThat(application.status()).isEqualTo(Status.STATUS_NO_TRANSACTION);
                                transactions.atomic().run(() -> application.insertInBlock(1));
                            });
                            application.insertInBlock(2);
                        });
                        throw failure;
                    }))
                    .isSameAs(failure);

            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** The transaction's own connection is back by then: it is the only one. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void hookFindsTheConnectionInThePool(SetUp setUp) {
        Application.run(setUp, 1, builder -> builder, application -> {
            Transactions transactions = application.transactions();
            application.inJta(() -> transactions.atomic().run(() -> {
                transactions.onCommit(() -> transactions.atomic().run(() -> application.insertInBlock(2)));
                application.insertInBlock(1);
            }));
            assertThatThrownBy(() -> application.inJta(() -> transactions
                            .atomic()
                            .savepoint(false)
                            .run(() -> {
                                transactions.onRollback(
                                        () -> transactions.atomic().run(() -> application.insertInBlock(4)));
                                application.insertInBlock(3);
                                transactions.setRollbackOnly(true);
                            })))
                    .isInstanceOf(RollbackException.class);

            assertThat(application.committed()).containsExactly(1, 2, 4);
        });
    }

    /** A hook may begin a JTA transaction, in which blocks take part again. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void hookBeginsAJtaTransaction(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.inJta(() -> transactions.atomic().run(() -> {
                application.insertInBlock(1);
                transactions.onCommit(() -> application.inJta(() -> {
                    application.insert(2);
                    transactions.atomic().run(() -> {
                        transactions.onCommit(() -> ran.add("inner"));
                        application.insertInBlock(3);
                        assertThat(application.committed()).containsExactly(1);
                    });
                    assertThat(ran).isEmpty();
                }));
            }));

            assertThat(application.committed()).containsExactly(1, 2, 3);
            assertThat(ran).containsExactly("inner");
        });
    }

    /** Suspended in one place, resumed and committed in another. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void hooksRunOnTheThreadThatCommits(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.manager().begin();
            transactions.atomic().run(() -> {
                transactions.onCommit(() -> ran.add(Thread.currentThread().getName()));
                application.insertInBlock(1);
            });
            Transaction suspended = application.manager().suspend();
            Thread other = new Thread(
                    () -> {
                        try {
                            application.manager().resume(suspended);
                            application.manager().commit();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    },
                    "committer");
            other.start();
            other.join();

            assertThat(application.committed()).containsExactly(1);
            assertThat(ran).containsExactly("committer");
        });
    }
}
