package dev.aatomic.examples.guide.connections;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** Keeps a connection on which the server said that something is not supported. */
// tag::override[]
public final class KeepOnUnsupported implements SQLExceptionOverride {
    public Override adjudicate(SQLException failure) {
        return "0A000".equals(failure.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
// end::override[]
