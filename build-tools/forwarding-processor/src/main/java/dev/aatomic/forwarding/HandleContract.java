package dev.aatomic.forwarding;

import com.palantir.javapoet.ClassName;
import java.util.List;

/**
 * What the runtime calls that which this processor reads and what its written classes call. The runtime is compiled with this processor
 * and cannot be known to it but by these names; where one is wrong, the written classes do not compile.
 */
final class HandleContract {

    /** The package of the handles, in which their subclasses are written. */
    static final String PACKAGE = "dev.aatomic.runtime.internal.jdbc.handle";

    /** The annotation of a handle. */
    static final String ANNOTATION = PACKAGE + ".Forwarding";

    /** The element of the annotation that has the interfaces. */
    static final String INTERFACES = "value";

    /** The element that names what is called at once, whatever the elements after it say. */
    static final String DIRECT = "direct";

    /** The elements that name a kind of call, in the order in which they are asked; constants of {@link #KIND} in lower case. */
    static final List<String> KINDS = List.of("statement", "prepare", "fetch", "property");

    /** The element that names what takes SQL text. */
    static final String SQL = "sql";

    /** The element that names what may lead to the driver's connection. */
    static final String LEADING_BACK = "leadingBack";

    /** How a call is made in turn. */
    static final ClassName KIND = ClassName.get(PACKAGE, "HandleOwner", "Kind");

    /** The field of a handle with the driver's object. */
    static final String DRIVER = "driver";

    /** The parameter of what is done in turn: the driver's connection, which is had only there. */
    static final String CONNECTION = "connection";

    /** The method of a handle that fails if it is closed. */
    static final String CHECK_OPEN = "checkOpen";

    /** The method of a handle that fails if SQL text controls the transaction. */
    static final String CHECK_SQL = "checkSql";

    /** The method of a handle that does something in turn. */
    static final String IN_TURN = "inTurn";

    /** The method of a handle that gets a result set in turn. */
    static final String RESULT_IN_TURN = "resultInTurn";

    /** The method of a handle that puts a new statement into its own. */
    static final String ENTERED = "entered";

    /** The method of a handle that puts a handle around what leads to the driver's connection. */
    static final String LEAD_BACK = "leadBack";

    /** The static method that gives the driver's object in place of a handle. */
    static final String WITHOUT_HANDLE = "DriverObject.withoutHandle";

    private HandleContract() {}
}
