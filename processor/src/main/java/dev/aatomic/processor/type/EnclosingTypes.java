package dev.aatomic.processor.type;

import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.DeclaredType;

/**
 * Finds the type around an inner class. {@code DeclaredType.getEnclosingType} names one for static types as well in
 * Eclipse.
 */
public final class EnclosingTypes {

    private EnclosingTypes() {}

    /**
     * The type whose type arguments are part of an inner class's own.
     *
     * @param type a type
     * @return the type around it; empty for a top level or static type
     */
    public static Optional<DeclaredType> of(DeclaredType type) {
        Element element = type.asElement();
        boolean inner = element.getKind() == ElementKind.CLASS
                && !element.getModifiers().contains(Modifier.STATIC)
                && element.getEnclosingElement().getKind().isClass();
        return inner && type.getEnclosingType() instanceof DeclaredType enclosing
                ? Optional.of(enclosing)
                : Optional.empty();
    }

    /**
     * The type around an inner class if type arguments are part of it, so that a source has to write it.
     *
     * @param type a type
     * @return the type around it; empty if its name says it all
     */
    public static Optional<DeclaredType> ofGeneric(DeclaredType type) {
        return of(type).filter(outer ->
                !outer.getTypeArguments().isEmpty() || ofGeneric(outer).isPresent());
    }
}
