package dev.aatomic.processor.model;

import java.util.List;
import javax.lang.model.element.TypeElement;

/**
 * What the user wrote: an interface with {@code @Aatomic} on it or on one of its methods.
 *
 * @param type the interface
 * @param hierarchy the interface and all its superinterfaces, each before those it extends
 * @param methods every instance method that its callers can reach, its own first
 */
public record AatomicDeclaration(TypeElement type, List<TypeElement> hierarchy, List<MethodDeclaration> methods) {

    /** Keeps copies of the lists. */
    public AatomicDeclaration {
        hierarchy = List.copyOf(hierarchy);
        methods = List.copyOf(methods);
    }
}
