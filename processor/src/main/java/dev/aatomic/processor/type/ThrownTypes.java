package dev.aatomic.processor.type;

import java.util.Collections;
import java.util.List;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

/** Knows which exceptions callers have to expect. */
public final class ThrownTypes {

    private static final List<String> UNCHECKED = List.of("java.lang.RuntimeException", "java.lang.Error");

    private ThrownTypes() {}

    /**
     * Whether callers have to expect an exception.
     *
     * @param exception the exception
     * @param types the compiler's types
     * @return false if it may be thrown anywhere
     */
    public static boolean isChecked(TypeMirror exception, Types types) {
        return Collections.disjoint(UNCHECKED, Supertypes.of(exception, types).keySet());
    }
}
