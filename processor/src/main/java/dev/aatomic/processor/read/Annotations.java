package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.Attribute;
import dev.aatomic.processor.declaration.WrittenValue;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/** Reads annotations by name, so that the processor needs none of them on its own class path. */
public final class Annotations {

    /** The annotation that makes methods transactional. */
    public static final String AATOMIC = "dev.aatomic.Aatomic";

    /** The annotation that leaves a method out. */
    public static final String NON_AATOMIC = "dev.aatomic.NonAatomic";

    /** The annotation for implementations, read by containers only. */
    public static final String AATOMIC_DELEGATE = "dev.aatomic.AatomicDelegate";

    /** The annotation that adds return types. */
    public static final String ADAPTED_BY = "dev.aatomic.AdaptedBy";

    /** The annotation for what can be added. */
    public static final String RETURN_TYPE_ADAPTER = "dev.aatomic.ReturnTypeAdapter";

    private Annotations() {}

    /**
     * Finds an annotation on an element.
     *
     * @param element the element
     * @param name the annotation's qualified name
     * @return the annotation; empty if it is not there
     */
    public static Optional<AnnotationMirror> find(Element element, String name) {
        for (AnnotationMirror annotation : element.getAnnotationMirrors()) {
            if (isNamed(annotation, name)) {
                return Optional.of(annotation);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether an annotation has a name.
     *
     * @param annotation the annotation
     * @param name the qualified name
     * @return true if it has
     */
    public static boolean isNamed(AnnotationMirror annotation, String name) {
        return ((TypeElement) annotation.getAnnotationType().asElement())
                .getQualifiedName()
                .contentEquals(name);
    }

    /**
     * Whether a type asks for a generated class.
     *
     * @param type the type
     * @return true if it or one of its methods is {@code @Aatomic}
     */
    public static boolean isTransactional(TypeElement type) {
        return find(type, AATOMIC).isPresent()
                || ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                        .anyMatch(method -> find(method, AATOMIC).isPresent());
    }

    /**
     * What an {@code @Aatomic} on an element says itself.
     *
     * @param element the element
     * @param attribute the attribute
     * @param distance how far the element is from the method that this is about
     * @return the value; empty without such an annotation, or where its default holds
     */
    public static Optional<WrittenValue> written(Element element, Attribute attribute, int distance) {
        Optional<AnnotationMirror> annotation = find(element, AATOMIC);
        return annotation
                .flatMap(mirror -> written(mirror, attribute.key()))
                .map(value -> new WrittenValue(element, annotation.get(), value, distance));
    }

    /**
     * The container that an {@code @Aatomic} on an element names.
     *
     * @param element the element
     * @return the value; empty without such an annotation, or where it names none
     */
    public static Optional<WrittenValue> componentModel(Element element) {
        Optional<AnnotationMirror> annotation = find(element, AATOMIC);
        return annotation
                .flatMap(mirror -> written(mirror, "componentModel"))
                .filter(value -> !value.getValue().equals(""))
                .map(value -> new WrittenValue(element, annotation.get(), value, 0));
    }

    /**
     * The value that is written for an attribute.
     *
     * @param annotation the annotation
     * @param attribute the attribute
     * @return the value; empty where the default holds
     */
    public static Optional<AnnotationValue> written(AnnotationMirror annotation, String attribute) {
        for (var entry : annotation.getElementValues().entrySet()) {
            if (entry.getKey().getSimpleName().contentEquals(attribute)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }
}
