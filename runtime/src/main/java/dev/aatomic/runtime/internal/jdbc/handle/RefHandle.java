package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.Ref;

/** A reference to a structure as a user sees it. It ends with its block. */
@Forwarding(value = Ref.class, statement = "setObject", fetch = "*", leadingBack = "getObject")
abstract class RefHandle extends ValueHandle implements Ref {

    final Ref driver;

    RefHandle(ConnectionHandle opener, Ref driver) {
        super(opener);
        this.driver = driver;
    }

    @Override
    Ref driverObject() {
        return driver;
    }
}
