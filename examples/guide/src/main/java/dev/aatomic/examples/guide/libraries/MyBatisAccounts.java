package dev.aatomic.examples.guide.libraries;

// tag::mybatis[]
import dev.aatomic.runtime.Transactions;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.managed.ManagedTransactionFactory;

final class MyBatisAccounts {

    private final Transactions transactions;
    private final SqlSessionFactory sessions;

    MyBatisAccounts(Transactions transactions) {
        this.transactions = transactions;
        Configuration configuration = new Configuration(
                new Environment("aatomic", new ManagedTransactionFactory(), transactions.dataSource()));
        configuration.addMapper(AccountMapper.class);
        this.sessions = new SqlSessionFactoryBuilder().build(configuration);
    }

    void transfer(long from, long to, int amount) {
        transactions.atomic().run(() -> {
            try (SqlSession session = sessions.openSession()) {
                AccountMapper accounts = session.getMapper(AccountMapper.class);
                accounts.add(from, -amount);
                accounts.add(to, amount);
            }
        });
    }
}
// end::mybatis[]
