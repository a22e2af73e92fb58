package dev.aatomic.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.querydsl.core.types.dsl.Expressions;
import com.querydsl.core.types.dsl.NumberPath;
import com.querydsl.sql.Configuration;
import com.querydsl.sql.H2Templates;
import com.querydsl.sql.RelationalPath;
import com.querydsl.sql.RelationalPathBase;
import com.querydsl.sql.SQLQueryFactory;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.testing.Server;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Querydsl SQL over the data source of blocks. */
final class QuerydslTest {

    private static final RelationalPath<Object> ENTRY = new RelationalPathBase<>(Object.class, "entry", null, "ENTRY");
    private static final NumberPath<Integer> V = Expressions.numberPath(Integer.class, ENTRY, "V");

    @RegisterExtension
    final Blocks blocks = new Blocks(Server.H2);

    private static SQLQueryFactory queries(DataSource source) {
        return new SQLQueryFactory(new Configuration(new H2Templates()), source);
    }

    @Test
    void itTakesPart() {
        SQLQueryFactory queries = queries(blocks.ofBlock());

        blocks.rolledBack(() -> queries.insert(ENTRY).set(V, 1).execute());
        blocks.committed(() -> {
            queries.insert(ENTRY).set(V, 2).execute();
            assertThat(queries.select(V).from(ENTRY).fetch()).containsExactly(2);
            queries.update(ENTRY).set(V, 3).where(V.eq(2)).execute();
        });

        assertThat(blocks.rows()).containsExactly(3);
    }

    @Test
    void outsideOfBlocksItIsRefused() {
        assertThatThrownBy(
                        () -> queries(blocks.ofBlock()).insert(ENTRY).set(V, 1).execute())
                .hasRootCauseInstanceOf(NoTransactionException.class);
    }

    @Test
    void onAGuardedPoolItIsRefusedInABlock() {
        SQLQueryFactory queries = queries(blocks.transactions().guard(blocks.pool()));

        assertThatThrownBy(() ->
                        blocks.committed(() -> queries.insert(ENTRY).set(V, 1).execute()))
                .hasRootCauseInstanceOf(TransactionManagementException.class);

        assertThat(blocks.rows()).isEmpty();
    }
}
