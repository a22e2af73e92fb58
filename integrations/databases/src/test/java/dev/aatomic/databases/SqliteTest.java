package dev.aatomic.databases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.databases.engine.Engine;
import dev.aatomic.databases.promise.Fixture;
import dev.aatomic.databases.promise.Thrown;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class SqliteTest extends BlockPromises {

    SqliteTest() {
        super(Engine.SQLITE);
    }

    /** The database takes nothing along with it, and the block is not told so. */
    @Test
    void blockGoesOnAfterAFirstStatementThatIsNoSql() {
        Fixture on = fixture();

        on.atomic().run(() -> {
            assertThat(Thrown.by(() -> on.execute("selec").join())).isInstanceOf(SQLException.class);
            on.transactions().setRollbackOnly(false);
            on.insert(1).join();
        });

        assertThat(on.rows()).containsExactly(1);
    }
}
