package dev.aatomic.examples.guide;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.NUMERIC;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.math.BigDecimal;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.TableImpl;

/** The tables of the examples, in the form in which jOOQ's generator writes them. */
public final class Tables {

    public static final Account ACCOUNT = new Account();
    public static final Orders ORDERS = new Orders();
    public static final Point POINT = new Point();
    public static final Answer ANSWER = new Answer();

    private Tables() {}

    /** Who has how much. */
    public static final class Account extends TableImpl<Record> {

        private static final long serialVersionUID = 1L;

        public final TableField<Record, Long> ID = createField(name("id"), BIGINT.notNull(), this);
        public final TableField<Record, BigDecimal> BALANCE = createField(name("balance"), NUMERIC.notNull(), this);

        private Account() {
            super(name("account"));
        }
    }

    /** Who has ordered what. */
    public static final class Orders extends TableImpl<Record> {

        private static final long serialVersionUID = 1L;

        public final TableField<Record, Long> ID = createField(name("id"), BIGINT.notNull(), this);
        public final TableField<Record, Long> CUSTOMER = createField(name("customer"), BIGINT.notNull(), this);

        private Orders() {
            super(name("orders"));
        }
    }

    /** How many points a customer has: five at most, which the database checks. */
    public static final class Point extends TableImpl<Record> {

        private static final long serialVersionUID = 1L;

        public final TableField<Record, Long> CUSTOMER = createField(name("customer"), BIGINT.notNull(), this);
        public final TableField<Record, Integer> POINTS = createField(name("points"), INTEGER.notNull(), this);

        private Point() {
            super(name("point"));
        }
    }

    /** What another service has answered. */
    public static final class Answer extends TableImpl<Record> {

        private static final long serialVersionUID = 1L;

        public final TableField<Record, String> TEXT = createField(name("text"), VARCHAR.notNull(), this);

        private Answer() {
            super(name("answer"));
        }
    }
}
