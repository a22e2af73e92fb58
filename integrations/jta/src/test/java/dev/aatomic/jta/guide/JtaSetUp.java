package dev.aatomic.jta.guide;

// tag::setup[]
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import dev.aatomic.jta.JtaTransactions;
import dev.aatomic.runtime.Transactions;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

final class JtaSetUp {

    private static final TransactionManager NARAYANA = com.arjuna.ats.jta.TransactionManager.transactionManager();
    private static final TransactionSynchronizationRegistry REGISTRY = new TransactionSynchronizationRegistryImple();

    static AgroalDataSource pool(String url) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(10)
                        .transactionIntegration(new NarayanaTransactionIntegration(NARAYANA, REGISTRY))
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(url))));
    }

    static JtaTransactions jta(DataSource pool) {
        return new JtaTransactions(NARAYANA, REGISTRY, Map.of("default", pool)); // one for each Transactions
    }

    static Transactions transactions(DataSource pool, JtaTransactions jta) {
        return Transactions.builder().database("default", pool).enclosing(jta).build();
    }
}
// end::setup[]
