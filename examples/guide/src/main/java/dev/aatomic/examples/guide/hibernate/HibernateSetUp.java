package dev.aatomic.examples.guide.hibernate;

// tag::setup[]
import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.Transactions;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

final class HibernateSetUp {

    static SessionFactory factory(DataSource pool) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("jakarta.persistence.nonJtaDataSource", pool);
        settings.put("jakarta.persistence.schema-generation.database.action", "create");
        HibernateTransactions.configure(settings);
        return new HibernatePersistenceConfiguration("bank")
                .managedClass(Account.class)
                .properties(settings)
                .createEntityManagerFactory();
    }

    static HibernateTransactions join(Transactions transactions, SessionFactory factory) {
        return HibernateTransactions.of(transactions, factory); // one for the application
    }
}
// end::setup[]
