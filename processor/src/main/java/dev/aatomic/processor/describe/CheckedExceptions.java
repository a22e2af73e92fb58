package dev.aatomic.processor.describe;

import dev.aatomic.processor.type.ThrownTypes;
import java.util.List;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

/**
 * Tells whether the checked exceptions of a method can be named by one type: none, one, or one and subclasses of it.
 */
final class CheckedExceptions {

    private final Types types;

    CheckedExceptions(Types types) {
        this.types = types;
    }

    boolean areSeveral(List<TypeMirror> exceptions) {
        List<TypeMirror> checked = exceptions.stream()
                .filter(exception -> ThrownTypes.isChecked(exception, types))
                .toList();
        return !checked.isEmpty()
                && checked.stream().noneMatch(one -> checked.stream().allMatch(other -> types.isSubtype(other, one)));
    }
}
