package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stateless session of a block is in the block's transaction, beside the other. */
class StatelessSessionTest {

    HibernateBlocks blocks;

    @BeforeEach
    void open() {
        blocks = new HibernateBlocks(Server.H2);
    }

    @AfterEach
    void close() {
        blocks.close();
    }

    private StatelessSession stateless() {
        return blocks.hibernate.statelessSession();
    }

    @Test
    void whatItWritesIsCommittedWithTheBlock() {
        Await.value(blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate
                        .submitStateless(session -> session.insert(new Account(1, 100)))
                        .thenCompose(inserted -> blocks.hibernate.submit(session -> {
                            session.find(Account.class, 1).amount = 60;
                            return null;
                        }))));
        assertThat(blocks.amounts()).containsExactly(60);
    }

    @Test
    void whatItWritesIsRolledBackWithTheBlock() {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    stateless().insert(new Account(1, 100));
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(blocks.ids()).isEmpty();
    }

    @Test
    void aNestedBlockThatIsUndoneTakesItsRowsAndWhatWouldGoIntoTheCache() {
        blocks.transactions.atomic().run(() -> {
            stateless().insertMultiple(List.of(new Account(1, 100), new Account(2, 70)));
            assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                        Account account = stateless().get(Account.class, 1);
                        account.amount = 999;
                        stateless().update(account);
                        stateless().insert(new Account(3, 3));
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            Account account = stateless().get(Account.class, 2);
            account.amount = 71;
            stateless().update(account);
        });
        assertThat(blocks.amounts()).containsExactly(100, 71);
        assertThat(blocks.cachedAmount(1)).isIn(-1, 100);
        assertThat(blocks.cachedAmount(1)).isIn(-1, 100);
    }

    @Test
    void itIsClosedByTheBlockAlone() {
        blocks.transactions.atomic().run(() -> {
            stateless().insert(new Account(1, 100));
            assertThatThrownBy(stateless()::close).isInstanceOf(IllegalStateException.class);
        });
        assertThat(blocks.ids()).containsExactly(1);
        assertThat(blocks.factory.getStatistics().getSessionOpenCount())
                .isEqualTo(blocks.factory.getStatistics().getSessionCloseCount());
    }
}
