package dev.aatomic.runtime.support.wire;

import java.util.Locale;

/** What a piece of the conversation with a PostgreSQL server is about. */
public enum Moment {
    BEGIN("BEGIN"),
    SAVEPOINT("SAVEPOINT"),
    RELEASE("RELEASE"),
    ROLLBACK_TO("ROLLBACK TO"),
    ROLLBACK("ROLLBACK"),
    COMMIT("COMMIT"),
    SET_TRANSACTION("SET TRANSACTION"),
    INSERT("INSERT"),
    SELECT("SELECT"),
    UPDATE("UPDATE"),

    /** What asks the server to stop a statement; it has a connection of its own, and its answer is that connection's end. */
    CANCEL(null),

    /** What a driver or a pool says for itself. */
    OTHER(null);

    private final String beginning;

    Moment(String beginning) {
        this.beginning = beginning;
    }

    static Moment of(String sql) {
        String text = sql.strip().toUpperCase(Locale.ROOT);
        for (Moment moment : values()) {
            if (moment.beginning != null && text.startsWith(moment.beginning)) {
                return moment;
            }
        }
        return OTHER;
    }
}
