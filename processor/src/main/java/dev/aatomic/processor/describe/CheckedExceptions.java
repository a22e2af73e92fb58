package dev.aatomic.processor.describe;

import java.util.List;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/**
 * Tells whether the checked exceptions of a method can be named by one type: none, one, or one and subclasses of it.
 */
final class CheckedExceptions {

    private final Elements elements;
    private final Types types;

    CheckedExceptions(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    boolean areSeveral(List<TypeMirror> exceptions) {
        List<TypeMirror> checked =
                exceptions.stream().filter(exception -> !isUnchecked(exception)).toList();
        return !checked.isEmpty()
                && checked.stream().noneMatch(one -> checked.stream().allMatch(other -> types.isSubtype(other, one)));
    }

    private boolean isUnchecked(TypeMirror exception) {
        return isSubtype(exception, RuntimeException.class) || isSubtype(exception, Error.class);
    }

    private boolean isSubtype(TypeMirror exception, Class<?> parent) {
        return types.isSubtype(
                exception, elements.getTypeElement(parent.getName()).asType());
    }
}
