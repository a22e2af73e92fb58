package dev.aatomic.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.testing.Server;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Flyway, which commits and belongs before the application: on the pool it works, and in a block it is refused. */
final class FlywayTest {

    @RegisterExtension
    final Blocks blocks = new Blocks(Server.POSTGRES);

    private Flyway flyway(DataSource source) {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:migrations")
                .schemas(blocks.database().schema())
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    private List<Integer> migrated() {
        return blocks.database()
                .integers(
                        "select count(*) from information_schema.tables where table_name = 'migrated' and table_schema = '"
                                + blocks.database().schema() + "'");
    }

    @Test
    void onThePoolItMigrates() {
        flyway(blocks.transactions().guard(blocks.pool())).migrate();

        assertThat(migrated()).containsExactly(1);
    }

    @Test
    void inABlockItIsRefused() {
        assertThatThrownBy(() -> blocks.committed(() -> flyway(blocks.ofBlock()).migrate()))
                .hasRootCauseInstanceOf(TransactionManagementException.class);

        assertThat(migrated()).containsExactly(0);
    }

    @Test
    void onAGuardedPoolInABlockItIsRefused() {
        assertThatThrownBy(() -> blocks.committed(
                        () -> flyway(blocks.transactions().guard(blocks.pool())).migrate()))
                .hasRootCauseInstanceOf(TransactionManagementException.class);

        assertThat(migrated()).containsExactly(0);
    }

    @Test
    void outsideOfBlocksTheBlocksDataSourceIsRefused() {
        assertThatThrownBy(() -> flyway(blocks.ofBlock()).migrate())
                .hasRootCauseInstanceOf(NoTransactionException.class);
    }
}
