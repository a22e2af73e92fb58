package dev.aatomic.spring.boot;

import dev.aatomic.spring.AatomicTransactionManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.transaction.TransactionManager;

/**
 * Refuses, as the application starts, an {@code AatomicTransactionManager} that was put in the place of JPA's: JPA takes no part in its
 * transactions, and what is changed through it would not be written.
 */
final class JpaTransactionManagerCheck implements SmartInitializingSingleton {

    private final ListableBeanFactory beans;

    JpaTransactionManagerCheck(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, TransactionManager> managers = beans.getBeansOfType(TransactionManager.class, false, true);
        boolean isLeftToJdbc = managers.values().stream()
                .allMatch(manager -> manager instanceof AatomicTransactionManager
                        || manager instanceof DataSourceTransactionManager);
        if (isLeftToJdbc) {
            beans.getBeansOfType(EntityManagerFactory.class, false, true)
                    .forEach((name, factory) -> check(name, factory, managers));
        }
    }

    private static void check(String name, EntityManagerFactory factory, Map<String, TransactionManager> managers) {
        DataSource dataSource = factory instanceof EntityManagerFactoryInfo info ? info.getDataSource() : null;
        String manager = dataSource == null ? null : manager(dataSource, managers);
        if (manager != null) {
            throw new IllegalStateException("EntityManagerFactory bean '" + name
                    + "' works on a data source whose transaction manager, bean '" + manager
                    + "', is an AatomicTransactionManager, in whose transactions JPA takes no part: what is changed"
                    + " through it would not be written. Expected an AatomicJpaTransactionManager bean for it, which the"
                    + " starter makes where no transaction manager is declared, or a JpaTransactionManager. An"
                    + " AatomicTransactionManager beside it is for methods that use JDBC or jOOQ alone");
        }
    }

    private static @Nullable String manager(DataSource dataSource, Map<String, TransactionManager> managers) {
        for (Map.Entry<String, TransactionManager> entry : managers.entrySet()) {
            if (entry.getValue() instanceof AatomicTransactionManager manager
                    && manager.getResourceFactory() == dataSource) {
                return entry.getKey();
            }
        }
        return null;
    }
}
