package dev.aatomic.processor.read;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/**
 * The annotations by which a user tells a container about a bean, and which mean the same on the generated class: which of
 * several it is, and when it is there.
 */
public final class BeanMarks {

    private static final String QUALIFIER = "jakarta.inject.Qualifier";
    private static final String NAMED = "jakarta.inject.Named";
    private static final String SPRING_QUALIFIER = "org.springframework.beans.factory.annotation.Qualifier";
    private static final String SPRING_COMPONENT = "org.springframework.stereotype.Component";
    private static final String SPRING_CONDITIONAL = "org.springframework.context.annotation.Conditional";

    private static final Set<String> CONDITIONS = Set.of(
            "io.avaje.inject.Profile",
            "io.avaje.inject.RequiresBean",
            "io.avaje.inject.RequiresProperty",
            "io.micronaut.context.annotation.Requirements",
            "io.micronaut.context.annotation.Requires",
            "io.quarkus.arc.profile.IfBuildProfile",
            "io.quarkus.arc.profile.UnlessBuildProfile",
            "io.quarkus.arc.properties.IfBuildProperty",
            "io.quarkus.arc.properties.UnlessBuildProperty",
            "org.springframework.context.annotation.Lazy",
            "org.springframework.core.annotation.Order",
            SPRING_CONDITIONAL);

    private BeanMarks() {}

    /**
     * What says which of several beans this is; our own qualifier does not count.
     *
     * @param type the interface or class
     * @return the qualifiers
     */
    public static List<AnnotationMirror> qualifiers(TypeElement type) {
        return allQualifiers(type).stream()
                .filter(annotation -> !Annotations.isNamed(annotation, Annotations.AATOMIC_DELEGATE))
                .toList();
    }

    /**
     * What says which of several beans this is, or that it is an implementation.
     *
     * @param type the interface or class
     * @return the qualifiers
     */
    public static List<AnnotationMirror> allQualifiers(TypeElement type) {
        return marks(
                type,
                annotation -> Annotations.isNamed(annotation, SPRING_QUALIFIER)
                        || hasMark(typeOf(annotation), QUALIFIER)
                        || hasMark(typeOf(annotation), SPRING_QUALIFIER));
    }

    /**
     * Whether a qualifier is the bean's name.
     *
     * @param qualifier the qualifier
     * @return true if Spring takes it for a name
     */
    public static boolean isName(AnnotationMirror qualifier) {
        return Annotations.isNamed(qualifier, NAMED);
    }

    /**
     * What says when the bean is there.
     *
     * @param type the interface or class
     * @return the conditions
     */
    public static List<AnnotationMirror> conditions(TypeElement type) {
        return marks(
                type,
                annotation -> CONDITIONS.stream().anyMatch(name -> Annotations.isNamed(annotation, name))
                        || isMeta(typeOf(annotation), SPRING_CONDITIONAL, new HashSet<>()));
    }

    /**
     * What makes a class a bean of Spring.
     *
     * @param type the interface or class
     * @return {@code @Component} and what stands for it
     */
    public static List<AnnotationMirror> stereotypes(TypeElement type) {
        return marks(
                type,
                annotation -> Annotations.isNamed(annotation, SPRING_COMPONENT)
                        || isMeta(typeOf(annotation), SPRING_COMPONENT, new HashSet<>()));
    }

    /** All of them. */
    static List<AnnotationMirror> all(TypeElement type) {
        return Stream.of(qualifiers(type), conditions(type), stereotypes(type))
                .flatMap(List::stream)
                .toList();
    }

    private static List<AnnotationMirror> marks(TypeElement type, Predicate<AnnotationMirror> predicate) {
        return type.getAnnotationMirrors().stream()
                .<AnnotationMirror>map(annotation -> annotation)
                .filter(predicate)
                .toList();
    }

    /** Whether the annotation is on the type, on an annotation of it, or on one of those. */
    private static boolean isMeta(Element type, String name, Set<Element> seen) {
        return seen.add(type)
                && type.getAnnotationMirrors().stream()
                        .anyMatch(annotation ->
                                Annotations.isNamed(annotation, name) || isMeta(typeOf(annotation), name, seen));
    }

    private static boolean hasMark(Element type, String name) {
        return Annotations.find(type, name).isPresent();
    }

    private static Element typeOf(AnnotationMirror annotation) {
        return annotation.getAnnotationType().asElement();
    }
}
