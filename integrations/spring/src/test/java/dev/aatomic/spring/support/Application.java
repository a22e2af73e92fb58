package dev.aatomic.spring.support;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A small application over one database, without Spring Boot. */
public final class Application {

    /** What a test does with it. */
    public interface Test {
        void run(Application application) throws Exception;
    }

    private final ApplicationContext context;
    private final TestDatabase database;

    Application(ApplicationContext context, TestDatabase database) {
        this.context = context;
        this.database = database;
    }

    /** An application that is to be described. */
    public static ApplicationBuilder on(Server server) {
        return new ApplicationBuilder(server);
    }

    public static void run(Server server, Test test) {
        on(server).run(test);
    }

    /** A bean of the application. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Transactions transactions() {
        return bean(Transactions.class);
    }

    /** Spring's transactions of a propagation. */
    public TransactionTemplate spring(int propagation) {
        TransactionTemplate template = new TransactionTemplate(bean(PlatformTransactionManager.class));
        template.setName("Spring.method");
        template.setPropagationBehavior(propagation);
        return template;
    }

    public void inSpring(Runnable work) {
        spring(TransactionTemplate.PROPAGATION_REQUIRED).executeWithoutResult(status -> work.run());
    }

    public int insert(int value) {
        return bean(JdbcTemplate.class).update("insert into entry values (?)", value);
    }

    public int insertByJooq(int value) {
        return bean(DSLContext.class)
                .insertInto(DSL.table("entry"))
                .values(value)
                .execute();
    }

    /** What is seen here and now. */
    public List<Integer> seen() {
        return bean(JdbcTemplate.class).queryForList("select v from entry order by v", Integer.class);
    }

    /** What others see. */
    public List<Integer> committed() {
        return database.rows();
    }
}
