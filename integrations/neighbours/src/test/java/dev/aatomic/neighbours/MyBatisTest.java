package dev.aatomic.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.testing.Server;
import javax.sql.DataSource;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.TransactionFactory;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.apache.ibatis.transaction.managed.ManagedTransactionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MyBatis, with somebody else who commits, and with its default, which commits itself. */
final class MyBatisTest {

    /** Its statement. */
    interface Entries {

        @Insert("insert into entry values (#{value})")
        void insert(int value);
    }

    @RegisterExtension
    final Blocks blocks = new Blocks(Server.H2);

    private static SqlSessionFactory sessions(TransactionFactory factory, DataSource source) {
        Configuration configuration = new Configuration(new Environment("test", factory, source));
        configuration.addMapper(Entries.class);
        return new SqlSessionFactoryBuilder().build(configuration);
    }

    private static void insert(SqlSession session, int value) {
        session.getMapper(Entries.class).insert(value);
    }

    @Test
    void managedTakesPart() {
        SqlSessionFactory sessions = sessions(new ManagedTransactionFactory(), blocks.ofBlock());

        blocks.rolledBack(() -> {
            try (SqlSession session = sessions.openSession()) {
                insert(session, 1);
                session.commit();
            }
        });
        blocks.committed(() -> {
            try (SqlSession session = sessions.openSession()) {
                insert(session, 2);
                session.rollback();
            }
        });

        assertThat(blocks.rows()).containsExactly(2);
    }

    @Test
    void theDefaultsCommitIsRefused() {
        SqlSessionFactory sessions = sessions(new JdbcTransactionFactory(), blocks.ofBlock());

        assertThatThrownBy(() -> blocks.committed(() -> {
                    try (SqlSession session = sessions.openSession()) {
                        insert(session, 1);
                        session.commit();
                    }
                }))
                .hasRootCauseInstanceOf(TransactionManagementException.class)
                .rootCause()
                .hasMessageContaining("commit()");

        assertThat(blocks.rows()).isEmpty();
    }

    @Test
    void theDefaultWithoutACommitOfItsOwnTakesPart() {
        SqlSessionFactory sessions = sessions(new JdbcTransactionFactory(), blocks.ofBlock());

        blocks.committed(() -> {
            try (SqlSession session = sessions.openSession()) {
                insert(session, 1);
                session.flushStatements();
            }
        });

        assertThat(blocks.rows()).containsExactly(1);
    }

    @Test
    void onAGuardedPoolItIsRefusedInABlockAndCommitsOutside() {
        SqlSessionFactory sessions =
                sessions(new JdbcTransactionFactory(), blocks.transactions().guard(blocks.pool()));

        assertThatThrownBy(() -> blocks.committed(() -> {
                    try (SqlSession session = sessions.openSession()) {
                        insert(session, 1);
                    }
                }))
                .hasRootCauseInstanceOf(TransactionManagementException.class);
        try (SqlSession session = sessions.openSession()) {
            insert(session, 2);
            session.commit();
        }

        assertThat(blocks.rows()).containsExactly(2);
    }
}
