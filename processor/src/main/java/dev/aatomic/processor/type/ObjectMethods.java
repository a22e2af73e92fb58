package dev.aatomic.processor.type;

import java.util.List;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;

/** Knows the methods that every object has, which are about the object and not about its data. */
public final class ObjectMethods {

    private ObjectMethods() {}

    /**
     * Whether a method is one of them.
     *
     * @param method a method of an interface
     * @return true if a class that implements it overrides one of {@code Object}
     */
    public static boolean contain(ExecutableElement method) {
        return isPublic(method) || isProtected(method);
    }

    /** Whether every class inherits an implementation. */
    public static boolean isPublic(ExecutableElement method) {
        List<? extends VariableElement> parameters = method.getParameters();
        return switch (method.getSimpleName().toString()) {
            case "hashCode", "toString" -> parameters.isEmpty();
            case "equals" -> parameters.size() == 1 && isObject(parameters.get(0));
            default -> false;
        };
    }

    /**
     * Whether what every class inherits is not public, so that it cannot stand for a method of an interface.
     *
     * @param method a method of an interface
     * @return true for {@code clone()} and {@code finalize()}
     */
    public static boolean isProtected(ExecutableElement method) {
        return switch (method.getSimpleName().toString()) {
            case "clone", "finalize" -> method.getParameters().isEmpty();
            default -> false;
        };
    }

    /**
     * Whether a method overrides that which a garbage collector calls.
     *
     * @param method a method of an interface
     * @return true for {@code finalize()}
     */
    public static boolean isFinalizer(ExecutableElement method) {
        return isProtected(method) && method.getSimpleName().contentEquals("finalize");
    }

    /** The text of a type has its annotations in it, which are no part of the signature. */
    private static boolean isObject(VariableElement parameter) {
        return parameter.asType() instanceof DeclaredType type
                && ((TypeElement) type.asElement()).getQualifiedName().contentEquals(Object.class.getName());
    }
}
