package dev.aatomic.processor.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/**
 * Finds the functions of a Kotlin interface that kapt does not show to processors, since no Java source can name them. The
 * annotation that Kotlin's compiler puts on each class still lists them.
 */
public final class KotlinFunctions {

    private static final String METADATA = "kotlin.Metadata";

    private KotlinFunctions() {}

    /**
     * A function that is not to be seen.
     *
     * @param name its name in Kotlin
     * @param compiledName its name in the class file
     */
    public record Hidden(String name, String compiledName) {

        /**
         * Whether Kotlin gives it a name of its own making.
         *
         * @return true for one that takes or returns a value class
         */
        public boolean isMangled() {
            return compiledName.indexOf('-') >= 0 && !name.equals(compiledName);
        }
    }

    /**
     * Finds those of a type.
     *
     * @param type an interface or class
     * @return the functions, and the accessors of properties; none if the type is no interface of Kotlin
     */
    public static List<Hidden> hiddenIn(TypeElement type) {
        Optional<AnnotationMirror> metadata = Annotations.find(type, METADATA);
        if (metadata.isEmpty() || type.getKind() != ElementKind.INTERFACE) {
            return List.of();
        }
        Set<String> shown = ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .map(method -> method.getSimpleName().toString())
                .collect(Collectors.toSet());
        List<Hidden> hidden = new ArrayList<>();
        for (Hidden function : KotlinMetadata.functions(strings(metadata.get(), "d1"), strings(metadata.get(), "d2"))) {
            if (!shown.contains(function.compiledName())) {
                hidden.add(function);
            }
        }
        return hidden;
    }

    /**
     * Whether Kotlin made a class to hold the bodies of an interface's functions: it repeats their annotations.
     *
     * @param type the class
     * @return true if it is such a class
     */
    public static boolean isHolderOfBodies(TypeElement type) {
        Element around = type.getEnclosingElement();
        return type.getSimpleName().contentEquals("DefaultImpls")
                && around.getKind() == ElementKind.INTERFACE
                && Annotations.find(around, METADATA).isPresent();
    }

    private static List<String> strings(AnnotationMirror metadata, String attribute) {
        return Annotations.written(metadata, attribute).stream()
                .flatMap(value -> AnnotationValues.elements(value).stream())
                .map(element -> element.getValue().toString())
                .toList();
    }
}
