package dev.aatomic.processor.declaration;

import java.util.Optional;
import javax.lang.model.element.ExecutableElement;

/**
 * A method that a user wrote as an adapter for a return type.
 *
 * @param element the method
 * @param row what it is for; empty if it has a fault
 * @param fault why generated code could not call it
 */
public record AdapterMethod(ExecutableElement element, Optional<ReturnTypeRow> row, Optional<Fault> fault) {

    /** Why generated code could not call an adapter. */
    public enum Fault {

        /** It needs an instance. */
        NOT_STATIC,

        /** It is hidden from the package. */
        NOT_ACCESSIBLE,

        /** It returns nothing that a row could be for. */
        RETURN_TYPE,

        /** Its type parameters, parameters or exceptions do not fit what it returns. */
        SIGNATURE
    }
}
