package dev.aatomic.processor.read;

import dev.aatomic.processor.type.EnclosingTypes;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import org.jspecify.annotations.Nullable;

/** Knows the annotations of types that say whether a value may be null. */
public final class Nullness {

    /** By simple name, as there are many of each. */
    private static final Set<String> NAMES = Set.of("Nullable", "NonNull", "NotNull", "Nonnull", "CheckForNull");

    private Nullness() {}

    /**
     * The nullness annotations of a type.
     *
     * @param type the type
     * @return the annotations, without those of its parts
     */
    public static List<AnnotationMirror> of(TypeMirror type) {
        return type.getAnnotationMirrors().stream()
                .<AnnotationMirror>map(annotation -> annotation)
                .filter(Nullness::isNullness)
                .toList();
    }

    /**
     * The nullness annotations of a type and of its parts.
     *
     * @param type the type
     * @return the annotations, in the order of the source
     */
    public static List<AnnotationMirror> within(TypeMirror type) {
        List<AnnotationMirror> found = new ArrayList<>();
        add(type, found);
        return found;
    }

    /**
     * The nullness annotations of a declaration that stand on its type as well, but that the type does not have: javac gives
     * a type variable none that may stand on both.
     *
     * @param type the type as it was declared
     * @param annotations the annotations of the declaration that its type does not have
     * @return those of the type variable that the type is, or is an array of
     */
    public static List<AnnotationMirror> ofVariable(TypeMirror type, List<AnnotationMirror> annotations) {
        return elementOf(type).getKind() == TypeKind.TYPEVAR
                ? annotations.stream()
                        .filter(annotation -> isNullness(annotation) && isOfTypes(annotation))
                        .toList()
                : List.of();
    }

    /**
     * Whether an annotation of a declaration stands on its type as well: on what an array is of, and on the type around an
     * inner one if that is written, too.
     *
     * @param type the type
     * @param annotation the annotation
     * @return true if a source that writes the type writes the annotation
     */
    public static boolean isPartOf(TypeMirror type, AnnotationMirror annotation) {
        TypeMirror element = elementOf(type);
        return of(element).stream()
                        .anyMatch(each -> each.getAnnotationType()
                                .asElement()
                                .equals(annotation.getAnnotationType().asElement()))
                || element instanceof DeclaredType declared
                        && EnclosingTypes.ofGeneric(declared)
                                .filter(outer -> isPartOf(outer, annotation))
                                .isPresent();
    }

    private static TypeMirror elementOf(TypeMirror type) {
        return type instanceof ArrayType array ? elementOf(array.getComponentType()) : type;
    }

    private static boolean isOfTypes(AnnotationMirror annotation) {
        return Annotations.find(annotation.getAnnotationType().asElement(), Target.class.getName())
                .flatMap(target -> Annotations.written(target, "value"))
                .filter(value -> AnnotationValues.elements(value).stream()
                        .map(AnnotationValues::constant)
                        .anyMatch("TYPE_USE"::equals))
                .isPresent();
    }

    private static void add(@Nullable TypeMirror type, List<AnnotationMirror> found) {
        if (type == null) {
            return;
        }
        found.addAll(of(type));
        if (type instanceof IntersectionType intersection) {
            intersection.getBounds().forEach(bound -> add(bound, found));
        } else if (type instanceof DeclaredType declared) {
            EnclosingTypes.of(declared).ifPresent(outer -> add(outer, found));
            declared.getTypeArguments().forEach(argument -> add(argument, found));
        } else if (type instanceof ArrayType array) {
            add(array.getComponentType(), found);
        } else if (type instanceof WildcardType wildcard) {
            add(wildcard.getExtendsBound(), found);
            add(wildcard.getSuperBound(), found);
        }
    }

    /** A constraint of that name is left to the interface, as all constraints are. */
    private static boolean isNullness(AnnotationMirror annotation) {
        Element type = annotation.getAnnotationType().asElement();
        return NAMES.contains(type.getSimpleName().toString())
                && Annotations.find(type, "jakarta.validation.Constraint").isEmpty()
                && Annotations.find(type, "javax.validation.Constraint").isEmpty();
    }
}
