package dev.aatomic.processor.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** Finds types that an interface refers to and that do not exist: not yet, if another processor is going to generate them. */
public final class MissingTypes {

    private MissingTypes() {}

    /**
     * Finds the first missing type.
     *
     * @param type the interface
     * @return its name as the source writes it; empty if nothing is missing
     */
    public static Optional<String> find(TypeElement type) {
        return Hierarchy.of(type).types().stream().flatMap(MissingTypes::findIn).findFirst();
    }

    private static Stream<String> findIn(TypeElement type) {
        Stream<? extends TypeMirror> bounds =
                type.getTypeParameters().stream().flatMap(parameter -> parameter.getBounds().stream());
        Stream<? extends TypeMirror> methods = ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(MethodCollector::isCollected)
                .map(ExecutableElement::asType);
        return Stream.of(type.getInterfaces().stream(), bounds, methods)
                .flatMap(types -> types)
                .flatMap(MissingTypes::findIn);
    }

    private static Stream<String> findIn(TypeMirror type) {
        List<String> missing = new ArrayList<>();
        TypeWalker.walk(type, each -> {
            if (each.getKind() == TypeKind.ERROR) {
                missing.add(each.asElement().getSimpleName().toString());
            }
        });
        return missing.stream();
    }
}
