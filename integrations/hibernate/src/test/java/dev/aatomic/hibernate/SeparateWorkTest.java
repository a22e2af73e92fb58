package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.testing.Server;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Hibernate commits apart from a block queues for its connection. */
class SeparateWorkTest {

    @ParameterizedTest
    @EnumSource(Server.class)
    void idsOutOfATableAreTakenInATransactionApart(Server server) {
        try (HibernateBlocks blocks = new HibernateBlocks(server)) {
            assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                        blocks.hibernate.session().persist(new Ticket());
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            blocks.transactions.atomic().run(() -> {
                Session session = blocks.hibernate.session();
                session.persist(new Ticket());
                session.persist(new Ticket());
            });
            // What was undone has used up an id.
            assertThat(blocks.ask("select id from Ticket order by id")).containsExactly(2, 3);
        }
    }

    @Test
    void withOneConnectionThereIsNoneForIt() {
        try (HibernateBlocks blocks = new HibernateBlocks(new HibernateBlocks.Options().connections(1))) {
            assertThatThrownBy(() -> blocks.transactions
                            .atomic()
                            .run(() -> blocks.hibernate.session().persist(new Ticket())))
                    .isInstanceOf(PoolDeadlockException.class);
            assertThat(blocks.ask("select id from Ticket")).isEmpty();
        }
    }
}
