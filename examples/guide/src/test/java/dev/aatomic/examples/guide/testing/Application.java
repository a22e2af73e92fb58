package dev.aatomic.examples.guide.testing;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What the application has: transactions on an H2 database, which stay open until the JVM ends. */
final class Application {

    static final Table<Record> ACCOUNT = table(name("account"));
    static final Table<Record> COUNTRY = table(name("country"));
    static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    static final Field<Integer> BALANCE = field(name("balance"), SQLDataType.INTEGER);

    private Application() {}

    /** New ones, on the database of the given name. */
    static Transactions transactions(String database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:" + database);
        return Transactions.builder().database("default", pool).build();
    }

    /** The query for the balance of an account. */
    static Select<Record1<Integer>> balanceOf(long account) {
        return DSL.select(BALANCE).from(ACCOUNT).where(ID.eq(account));
    }
}
