package dev.aatomic.processor.read;

import dev.aatomic.processor.method.MethodCollector;
import dev.aatomic.processor.type.Hierarchy;
import dev.aatomic.processor.type.TypeWalker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Name;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/**
 * Finds types that an annotated type refers to and that do not exist: not yet, if another processor is going to generate
 * them.
 */
public final class MissingTypes {

    /** What compilers give for a constant of a class that does not exist. */
    static final String UNKNOWN_CONSTANT = "<error>";

    private MissingTypes() {}

    /**
     * What is missing.
     *
     * @param text what it is, in words
     * @param inSource whether a source of this compilation refers to it, so that the compiler reports it
     */
    public record Missing(String text, boolean inSource) {}

    /**
     * Finds the first missing type, or constant of such a type. What annotations of a library lack nobody is going to add:
     * compilers ignore such annotations, and so do we.
     *
     * @param type the interface or class
     * @param compiled whether a type has a source in this compilation
     * @return the first; empty if nothing is missing
     */
    public static Optional<Missing> find(TypeElement type, Predicate<TypeElement> compiled) {
        List<TypeElement> types = Hierarchy.of(type).types();
        Set<Name> inherited = types.stream()
                .filter(each -> each.getKind() == ElementKind.INTERFACE)
                .flatMap(each -> methods(each).stream())
                .map(ExecutableElement::getSimpleName)
                .collect(Collectors.toSet());
        return types.stream()
                .flatMap(each -> findIn(each, inherited, compiled.test(each)))
                .findFirst();
    }

    private static Stream<Missing> findIn(TypeElement type, Set<Name> inherited, boolean compiled) {
        Stream<? extends TypeMirror> bounds =
                type.getTypeParameters().stream().flatMap(parameter -> parameter.getBounds().stream());
        // A class may have other methods, whose types may well be generated from its generated class.
        Stream<String> missingInSignatures = methods(type).stream()
                .filter(method -> inherited.contains(method.getSimpleName()))
                .flatMap(MissingTypes::findInSignature);
        Stream<String> missingTypes = Stream.of(Stream.of(type.getSuperclass()), type.getInterfaces().stream(), bounds)
                .flatMap(types -> types)
                .flatMap(MissingTypes::findIn);
        Stream<String> missingConstants =
                Stream.concat(Stream.of(type), methods(type).stream()).flatMap(MissingTypes::findInAnnotation);
        // What is carried over to the generated class.
        Stream<? extends Element> carrying = compiled && type.getKind() == ElementKind.INTERFACE
                ? methods(type).stream()
                        .flatMap(method -> Stream.concat(Stream.of(method), method.getParameters().stream()))
                : Stream.empty();
        List<AnnotationMirror> marks = compiled ? BeanMarks.all(type) : List.of();
        return Stream.of(
                        missingTypes,
                        missingInSignatures,
                        missingConstants,
                        marks.stream().flatMap(MissingTypes::findInValues),
                        carrying.flatMap(MissingTypes::findInAnnotations))
                .flatMap(missing -> missing)
                .map(text -> new Missing(text, compiled));
    }

    static Stream<String> findInSignature(ExecutableElement method) {
        return findIn(method.asType()).map(missing -> missing + in(method));
    }

    private static List<ExecutableElement> methods(TypeElement type) {
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(MethodCollector::isCollected)
                .toList();
    }

    private static Stream<String> findInAnnotation(Element element) {
        return Annotations.find(element, Annotations.AATOMIC).stream()
                .flatMap(MissingTypes::findInValues)
                .map(missing -> missing + in(element));
    }

    private static Stream<String> findInAnnotations(Element element) {
        return element.getAnnotationMirrors().stream()
                .flatMap(annotation -> Stream.concat(findIn(annotation.getAnnotationType()), findInValues(annotation)))
                .map(missing -> missing + in(element));
    }

    private static String in(Element element) {
        return " in '" + element.getSimpleName() + "'";
    }

    static Stream<String> findInValues(AnnotationMirror annotation) {
        return annotation.getElementValues().entrySet().stream()
                .filter(entry -> isMissing(entry.getValue()))
                .map(entry -> "the value of '" + entry.getKey().getSimpleName() + "'");
    }

    /**
     * Whether an annotation lacks its own class, or one that its values refer to.
     *
     * @param annotation the annotation
     * @return true if no source could repeat it
     */
    public static boolean areIn(AnnotationMirror annotation) {
        return findIn(annotation.getAnnotationType()).findAny().isPresent()
                || findInValues(annotation).findAny().isPresent();
    }

    private static boolean isMissing(AnnotationValue value) {
        Object content = value.getValue();
        if (content instanceof List<?> elements) {
            return elements.stream().anyMatch(element -> isMissing((AnnotationValue) element));
        }
        if (content instanceof AnnotationMirror annotation) {
            return areIn(annotation);
        }
        return UNKNOWN_CONSTANT.equals(content)
                || content instanceof TypeMirror type && findIn(type).findAny().isPresent();
    }

    private static Stream<String> findIn(TypeMirror type) {
        List<String> missing = new ArrayList<>();
        TypeWalker.walk(type, each -> {
            if (each.getKind() == TypeKind.ERROR) {
                Name name = ((TypeElement) each.asElement()).getQualifiedName();
                // Javac forgets the name of a type with type arguments.
                missing.add(SourceVersion.isName(name) ? "'" + name + "'" : "a type");
            }
        });
        return missing.stream();
    }
}
