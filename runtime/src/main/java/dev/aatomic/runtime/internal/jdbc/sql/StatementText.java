package dev.aatomic.runtime.internal.jdbc.sql;

import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement that stands for a driver's, and knows the text that the user gave. */
public interface StatementText {

    /** The driver's own. */
    Statement driverStatement();

    /** The text that was given last, without the values of its parameters; null for none. Read from any thread, where it may be old. */
    @Nullable
    String sql();
}
