package dev.aatomic.examples.guide.settings;

// tag::dialect[]
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.Dialect;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

final class TiDb implements Dialect {

    @Override
    public Family family() {
        return Family.MYSQL;
    }

    @Override
    public @Nullable FailureMeaning meaningOf(SQLException failure) {
        // A write that another transaction was in the way of.
        return failure.getErrorCode() == 9007 ? FailureMeaning.RETRYABLE : null;
    }

    static Transactions transactions(DataSource dataSource) {
        return Transactions.builder()
                .database("default", dataSource)
                .dialects(metaData -> metaData.getDatabaseProductVersion().contains("TiDB") ? new TiDb() : null)
                .build();
    }
}
// end::dialect[]
