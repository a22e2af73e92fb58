package dev.aatomic.processor.declaration;

import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;

/**
 * What the user wrote: an interface, or a class that implements one, with {@code @Aatomic} on it or on one of its methods.
 *
 * @param type the interface or class
 * @param form what the generated class calls
 * @param interfaces what the generated class implements: the interface itself, or those of the class
 * @param hierarchy the type and all its supertypes, each before those it extends
 * @param methods every instance method that callers of the interfaces can reach, the nearest first
 * @param componentModel the container that is written on the type
 * @param unreachable the annotated methods of a class that none of its interfaces has
 */
public record AatomicDeclaration(
        TypeElement type,
        Form form,
        List<DeclaredType> interfaces,
        List<TypeElement> hierarchy,
        List<MethodDeclaration> methods,
        Optional<WrittenValue> componentModel,
        List<ExecutableElement> unreachable) {

    /** Keeps copies of the lists. */
    public AatomicDeclaration {
        interfaces = List.copyOf(interfaces);
        hierarchy = List.copyOf(hierarchy);
        methods = List.copyOf(methods);
        unreachable = List.copyOf(unreachable);
    }
}
