package dev.aatomic.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.command.core.helpers.ShowSummaryArgument;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.ui.LoggerUIService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Liquibase, which commits and belongs before the application: on the pool it works, and in a block it is refused. */
final class LiquibaseTest {

    /** Kept, since the log is configured for as long as there is its logger. */
    private static final Logger LOGGER = Logger.getLogger("liquibase");

    static {
        LOGGER.setLevel(Level.OFF);
    }

    @RegisterExtension
    final Blocks blocks = new Blocks(Server.POSTGRES);

    private void update(DataSource source) throws Exception {
        try (Connection connection = source.getConnection()) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            Map<String, Object> quiet =
                    Map.of(Scope.Attr.database.name(), database, Scope.Attr.ui.name(), new LoggerUIService());
            Scope.child(
                    quiet,
                    () -> new CommandScope(UpdateCommandStep.COMMAND_NAME)
                            .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
                            .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, "changes.sql")
                            .addArgumentValue(ShowSummaryArgument.SHOW_SUMMARY, UpdateSummaryEnum.OFF)
                            .execute());
        }
    }

    private List<Integer> migrated() {
        return blocks.database()
                .integers(
                        "select count(*) from information_schema.tables where table_name = 'migrated' and table_schema = '"
                                + blocks.database().schema() + "'");
    }

    @Test
    void onThePoolItMigrates() throws Exception {
        update(blocks.transactions().guard(blocks.pool()));

        assertThat(migrated()).containsExactly(1);
    }

    @Test
    void inABlockItIsRefused() {
        assertThatThrownBy(() -> blocks.committed(() -> update(blocks.ofBlock())))
                .hasRootCauseInstanceOf(TransactionManagementException.class);

        assertThat(migrated()).containsExactly(0);
    }

    @Test
    void onAGuardedPoolInABlockItIsRefused() {
        assertThatThrownBy(() ->
                        blocks.committed(() -> update(blocks.transactions().guard(blocks.pool()))))
                .hasRootCauseInstanceOf(TransactionManagementException.class);

        assertThat(migrated()).containsExactly(0);
    }
}
