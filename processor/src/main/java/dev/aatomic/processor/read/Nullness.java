package dev.aatomic.processor.read;

import java.util.List;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.type.TypeMirror;

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

    /** A constraint of that name is left to the interface, as all constraints are. */
    private static boolean isNullness(AnnotationMirror annotation) {
        Element type = annotation.getAnnotationType().asElement();
        return NAMES.contains(type.getSimpleName().toString())
                && Annotations.find(type, "jakarta.validation.Constraint").isEmpty()
                && Annotations.find(type, "javax.validation.Constraint").isEmpty();
    }
}
