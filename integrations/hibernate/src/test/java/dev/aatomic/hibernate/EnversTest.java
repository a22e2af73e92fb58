package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.Server;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Envers writes down what is committed, and nothing that was undone. */
class EnversTest {

    HibernateBlocks blocks;

    @BeforeEach
    void open() {
        blocks = new HibernateBlocks(Server.H2);
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    private Session session() {
        return blocks.hibernate.session();
    }

    private void block(Runnable body) {
        blocks.transactions.atomic().run(body::run);
    }

    private void undone(Runnable body) {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    body.run();
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
    }

    /** The amounts that were written down, by contract and time. */
    private List<Integer> audited() {
        return blocks.ask("select amount from Contract_AUD order by id, REV");
    }

    private List<Integer> revisions() {
        return blocks.ask("select count(distinct REV) from Contract_AUD");
    }

    @Test
    void changesOfABlockAreOneRevision() {
        block(() -> {
            session().persist(new Contract(1, 10));
            session().persist(new Contract(2, 20));
        });
        block(() -> session().find(Contract.class, 1).amount = 11);
        assertThat(audited()).containsExactly(10, 11, 20);
        assertThat(revisions()).containsExactly(2);
    }

    @Test
    void aBlockThatFailsIsNotAudited() {
        undone(() -> {
            session().persist(new Contract(1, 10));
            session().flush();
        });
        assertThat(audited()).isEmpty();
        assertThat(blocks.ask("select id from Contract")).isEmpty();
    }

    @Test
    void whatANestedBlockHasUndoneIsNotAudited() {
        block(() -> {
            session().persist(new Contract(1, 10));
            undone(() -> {
                session().persist(new Contract(2, 20));
                session().find(Contract.class, 1).amount = 99;
                session().flush();
            });
            session().persist(new Contract(3, 30));
            session().find(Contract.class, 1).amount = 11;
        });
        assertThat(blocks.ask("select amount from Contract order by id")).containsExactly(11, 30);
        // The outer block's changes before the nested one, and those after it: each is a revision.
        assertThat(audited()).containsExactly(10, 11, 30);
        assertThat(revisions()).containsExactly(2);
    }

    @Test
    void whatANestedBlockHasKeptIsAudited() {
        block(() -> {
            session().persist(new Contract(1, 10));
            block(() -> session().find(Contract.class, 1).amount = 11);
            undone(() -> session().find(Contract.class, 1).amount = 99);
            block(() -> session().remove(session().find(Contract.class, 1)));
        });
        assertThat(blocks.ask("select amount from Contract")).isEmpty();
        assertThat(blocks.ask("select REVTYPE from Contract_AUD order by REV")).containsExactly(0, 1, 2);
    }

    @Test
    void aSavepointOfTheUsersIsNotAuditedEither() {
        block(() -> {
            session().persist(new Contract(1, 10));
            var savepoint = blocks.transactions.savepoint().join();
            session().persist(new Contract(2, 20));
            session().flush();
            blocks.transactions.savepointRollback(savepoint).join();
            session().persist(new Contract(3, 30));
        });
        assertThat(audited()).containsExactly(10, 30);
    }
}
