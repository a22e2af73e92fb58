package dev.aatomic.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.testing.Server;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** EclipseLink, which ends its transactions itself: it is refused in a block, and works outside. */
final class EclipseLinkTest {

    @RegisterExtension
    final Blocks blocks = new Blocks(Server.H2);

    private EntityManagerFactory entityManagers;

    private void over(DataSource source) {
        entityManagers = Persistence.createEntityManagerFactory(
                "neighbours", Map.of("jakarta.persistence.nonJtaDataSource", source));
    }

    @AfterEach
    void close() {
        entityManagers.close();
    }

    private void persist(int value) {
        try (EntityManager entities = entityManagers.createEntityManager()) {
            entities.getTransaction().begin();
            entities.persist(new Entry(value));
            entities.getTransaction().commit();
        }
    }

    @Test
    void onAGuardedPoolItIsRefusedInABlockAndCommitsOutside() {
        over(blocks.transactions().guard(blocks.pool()));
        persist(1);

        assertThatThrownBy(() -> blocks.committed(() -> persist(2)))
                .hasRootCauseInstanceOf(TransactionManagementException.class);

        assertThat(blocks.rows()).containsExactly(1);
    }

    @Test
    void onTheDataSourceOfBlocksItsCommitIsRefused() {
        over(blocks.transactions().dataSource(blocks.pool()));
        persist(1);

        assertThatThrownBy(() -> blocks.committed(() -> persist(2)))
                .hasRootCauseInstanceOf(TransactionManagementException.class);

        assertThat(blocks.rows()).containsExactly(1);
    }

    @Test
    void whatItReadsTakesPart() {
        over(blocks.transactions().dataSource(blocks.pool()));

        blocks.committed(() -> {
            blocks.transactions()
                    .submit(connection -> connection.createStatement().execute("insert into entry values (5)"));
            try (EntityManager entities = entityManagers.createEntityManager()) {
                assertThat(entities.find(Entry.class, 5).value()).isEqualTo(5);
            }
        });

        assertThat(blocks.rows()).containsExactly(5);
    }
}
