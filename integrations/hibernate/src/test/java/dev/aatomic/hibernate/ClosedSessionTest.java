package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.Await;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that the user closes loses nothing. */
class ClosedSessionTest {

    HibernateBlocks blocks;

    private void open(boolean isJpa) {
        HibernateBlocks.Options options = new HibernateBlocks.Options();
        blocks = new HibernateBlocks(isJpa ? options.jpa() : options);
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeIsRefusedAndTheRowsStay(boolean isJpa) {
        open(isJpa);
        blocks.transactions.atomic().run(() -> {
            Session session = blocks.hibernate.session();
            session.persist(new Account(1, 100));
            assertThatThrownBy(session::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("try-with-resources");
            assertThat(session.isOpen()).isTrue();
        });
        assertThat(blocks.ids()).containsExactly(1);
    }

    /** Hibernate's own object, as its SPI hands it out: plain Hibernate closes it at once, and JPA at the end. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeOfTheSessionItselfIsRefusedOrPutOffAndTheRowsStay(boolean isJpa) {
        open(isJpa);
        blocks.transactions.atomic().run(() -> {
            SessionImplementor session = blocks.hibernate.session().unwrap(SessionImplementor.class);
            session.persist(new Account(1, 100));
            if (isJpa) {
                session.close();
            } else {
                assertThatThrownBy(session::close).isInstanceOf(IllegalStateException.class);
            }
        });
        assertThat(blocks.ids()).containsExactly(1);
        assertThat(blocks.events.told).containsExactly("committed 1");
    }

    @Test
    void aSessionThatJpaClosesAtTheEndIsStillUndoneWithANestedBlock() {
        open(true);
        blocks.transactions.atomic().run(() -> {
            SessionImplementor session = blocks.hibernate.session().unwrap(SessionImplementor.class);
            session.persist(new Account(1, 100));
            assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                        session.persist(new Account(2, 2));
                        session.flush();
                        session.close();
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
        });
        assertThat(blocks.ids()).containsExactly(1);
    }

    @Test
    void refusalsOfJpasTransactionAreWrappedAsJpaSays() {
        open(true);
        Throwable failure = Await.cause(blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate.submit(session -> {
                    session.persist(new Account(1, 100));
                    session.getTransaction().commit();
                    return null;
                })));
        assertThat(failure)
                .isInstanceOf(jakarta.persistence.RollbackException.class)
                .hasMessageContaining("commit is refused in a block");
        assertThat(blocks.ids()).isEmpty();
    }
}
