package dev.aatomic.examples.bank;

import static org.jooq.impl.DSL.constraint;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.NUMERIC;

import java.math.BigDecimal;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The one table, as jOOQ's generator would describe it. */
final class Schema {

    static final Table<Record> ACCOUNT = table(name("account"));
    static final Field<Long> ID = field(name("id"), BIGINT.notNull());
    static final Field<BigDecimal> BALANCE =
            field(name("balance"), NUMERIC.precision(12, 2).notNull());
    static final Field<Integer> POINTS = field(name("points"), INTEGER.notNull());

    private Schema() {}

    /** Creates the table with accounts 1 to {@code accounts}. */
    static void create(DSLContext dsl, int accounts, BigDecimal balance) {
        dsl.createTable(ACCOUNT)
                .columns(ID, BALANCE, POINTS)
                .constraints(
                        constraint("account_id").primaryKey(ID),
                        constraint("account_balance").check(BALANCE.ge(BigDecimal.ZERO)),
                        constraint("account_points").check(POINTS.le(Rewards.LIMIT)))
                .execute();
        for (long id = 1; id <= accounts; id++) {
            dsl.insertInto(ACCOUNT, ID, BALANCE, POINTS).values(id, balance, 0).execute();
        }
    }
}
