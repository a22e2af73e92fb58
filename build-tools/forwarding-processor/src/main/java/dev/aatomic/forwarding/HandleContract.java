package dev.aatomic.forwarding;

import com.palantir.javapoet.ClassName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * What the handles call that which the written classes call, as the element {@code contract} of the annotation says. The annotation alone is
 * known here by its name: the runtime is compiled with this processor, and cannot be known to it otherwise.
 *
 * @param rules the elements of the annotation that name a kind of call, in the order in which they are asked
 * @param kind the constants for a kind of call, which are those elements' names in upper case
 * @param driver the field of a handle with the driver's object
 * @param checkOpen the method of a handle that fails if it is closed
 * @param checkSql the method of a handle that fails if SQL text controls the transaction
 * @param inTurn the method of a handle that does something in turn
 * @param resultInTurn the method of a handle that gets a result set in turn
 * @param entered the method of a handle that puts a new statement into its own, with its SQL text
 * @param leadBack the method of a handle that puts a handle around what leads to the driver's connection
 * @param unwrapping has the static method {@code withoutHandle}
 * @param withoutHandle the static method that gives the driver's object in place of a handle
 * @param isLarge the static method beside it that says whether an object is a large one
 */
record HandleContract(
        List<String> rules,
        ClassName kind,
        String driver,
        String checkOpen,
        String checkSql,
        String inTurn,
        String resultInTurn,
        String entered,
        String leadBack,
        ClassName unwrapping,
        String withoutHandle,
        String isLarge) {

    /** The annotation of a handle. */
    static final String ANNOTATION = "dev.aatomic.runtime.internal.jdbc.handle.Forwarding";

    /** The parameter of what is done in turn: the driver's connection, which is had only there. */
    static final String CONNECTION = "connection";

    private static final String CONTRACT = "contract";

    /** As an annotation says, or its defaults. */
    static HandleContract of(AnnotationMirror annotation, Elements elements) {
        AnnotationMirror contract = (AnnotationMirror) Objects.requireNonNull(
                named(annotation, elements).get(CONTRACT),
                "The annotation " + ANNOTATION + " has no element '" + CONTRACT + "'");
        Map<String, Object> names = named(contract, elements);
        TypeElement kinds = (TypeElement) ((DeclaredType) names.get("kind")).asElement();
        List<String> constants = kinds.getEnclosedElements().stream()
                .filter(element -> element.getKind() == ElementKind.ENUM_CONSTANT)
                .map(constant -> constant.getSimpleName().toString().toLowerCase(Locale.ROOT))
                .toList();
        List<String> rules =
                ElementFilter.methodsIn(
                                annotation.getAnnotationType().asElement().getEnclosedElements())
                        .stream()
                        .map(element -> element.getSimpleName().toString())
                        .filter(constants::contains)
                        .toList();
        return new HandleContract(
                rules,
                ClassName.get(kinds),
                (String) names.get("driver"),
                (String) names.get("checkOpen"),
                (String) names.get("checkSql"),
                (String) names.get("inTurn"),
                (String) names.get("resultInTurn"),
                (String) names.get("entered"),
                (String) names.get("leadBack"),
                ClassName.get((TypeElement) ((DeclaredType) names.get("unwrapping")).asElement()),
                (String) names.get("withoutHandle"),
                (String) names.get("isLarge"));
    }

    private static Map<String, Object> named(AnnotationMirror annotation, Elements elements) {
        return elements.getElementValuesWithDefaults(annotation).entrySet().stream()
                .collect(Collectors.toMap(entry -> name(entry.getKey()), entry -> content(entry.getValue())));
    }

    private static String name(ExecutableElement element) {
        return ((Element) element).getSimpleName().toString();
    }

    private static Object content(AnnotationValue value) {
        return value.getValue();
    }
}
