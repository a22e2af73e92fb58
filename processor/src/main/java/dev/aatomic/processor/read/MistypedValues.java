package dev.aatomic.processor.read;

import dev.aatomic.processor.type.Hierarchy;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/**
 * Finds values of the wrong type, such as a number for a string. The compiler says so itself, but Eclipse's shows them to
 * processors all the same.
 */
public final class MistypedValues {

    private MistypedValues() {}

    /**
     * Whether an attribute has a value of the wrong type.
     *
     * @param type the interface
     * @return true if one on it, on its methods, or on what it inherits has
     */
    public static boolean areIn(TypeElement type) {
        return Hierarchy.of(type).types().stream()
                .flatMap(each -> Stream.<Element>concat(
                        Stream.of(each), ElementFilter.methodsIn(each.getEnclosedElements()).stream()))
                .flatMap(element -> Annotations.find(element, Annotations.AATOMIC).stream())
                .anyMatch(annotation -> !fits(annotation));
    }

    private static boolean fits(AnnotationMirror annotation) {
        return annotation.getElementValues().entrySet().stream()
                .allMatch(entry -> fits(entry.getValue(), entry.getKey().getReturnType()));
    }

    private static boolean fits(AnnotationValue value, TypeMirror type) {
        Object content = value.getValue();
        if (content.equals(MissingTypes.UNKNOWN_CONSTANT)) {
            return true;
        }
        return switch (type.getKind()) {
            case BOOLEAN -> content instanceof Boolean;
            case INT -> content instanceof Integer;
            case ARRAY -> content instanceof List<?> elements && fit(elements, ((ArrayType) type).getComponentType());
            default -> fits(content, (TypeElement) ((DeclaredType) type).asElement());
        };
    }

    private static boolean fit(List<?> elements, TypeMirror type) {
        return elements.stream().allMatch(element -> fits((AnnotationValue) element, type));
    }

    private static boolean fits(Object content, TypeElement type) {
        return switch (type.getKind()) {
            case ENUM -> content instanceof VariableElement;
            case ANNOTATION_TYPE -> content instanceof AnnotationMirror annotation && fits(annotation);
            default ->
                type.getQualifiedName().contentEquals(String.class.getName())
                        ? content instanceof String
                        : content instanceof DeclaredType;
        };
    }
}
