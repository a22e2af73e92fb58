package dev.aatomic.processor.read;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.SimpleAnnotationValueVisitor14;
import org.jspecify.annotations.Nullable;

/** Takes the values of annotations apart. Classes stay mirrors: they are being compiled, so none can be loaded. */
public final class AnnotationValues {

    private AnnotationValues() {}

    /**
     * The name of an enum's constant.
     *
     * @param value a value of an enum's type
     * @return the name, without the enum's
     */
    public static String constant(AnnotationValue value) {
        return ((VariableElement) value.getValue()).getSimpleName().toString();
    }

    /**
     * An annotation within an annotation.
     *
     * @param value a value of an annotation's type
     * @return the annotation
     */
    public static AnnotationMirror annotation(AnnotationValue value) {
        return (AnnotationMirror) value.getValue();
    }

    /**
     * The elements of an array.
     *
     * @param value a value of an array's type
     * @return the elements, in the order of the source
     */
    public static List<AnnotationValue> elements(AnnotationValue value) {
        return ((List<?>) value.getValue())
                .stream().map(AnnotationValue.class::cast).toList();
    }

    /**
     * A class.
     *
     * @param value a value of type {@code Class}
     * @return the class
     */
    public static TypeMirror type(AnnotationValue value) {
        return (TypeMirror) value.getValue();
    }

    /**
     * The value of an attribute, written or not.
     *
     * @param annotation the annotation
     * @param attribute an attribute of it
     * @return the value; the default where none is written
     */
    public static AnnotationValue orDefault(AnnotationMirror annotation, String attribute) {
        return Annotations.written(annotation, attribute)
                .or(() -> attributes(annotation).stream()
                        .filter(method -> method.getSimpleName().contentEquals(attribute))
                        .findFirst()
                        .map(ExecutableElement::getDefaultValue))
                .orElseThrow(() -> new IllegalArgumentException("No attribute '" + attribute + "' in " + annotation));
    }

    /**
     * Writes a value for messages: the same for values that mean the same, in any compiler.
     *
     * @param value the value
     * @return for example {@code SERIALIZABLE}, or {@code @Retry(maxAttempts = 5)}
     */
    public static String text(AnnotationValue value) {
        return value.accept(new TextVisitor(), null);
    }

    private static List<ExecutableElement> attributes(AnnotationMirror annotation) {
        return ElementFilter.methodsIn(
                annotation.getAnnotationType().asElement().getEnclosedElements());
    }

    private static final class TextVisitor extends SimpleAnnotationValueVisitor14<String, @Nullable Void> {

        @Override
        protected String defaultAction(Object value, @Nullable Void nothing) {
            return value.toString();
        }

        @Override
        public String visitEnumConstant(VariableElement constant, @Nullable Void nothing) {
            return constant.getSimpleName().toString();
        }

        @Override
        public String visitType(TypeMirror type, @Nullable Void nothing) {
            return type.toString();
        }

        @Override
        public String visitArray(List<? extends AnnotationValue> values, @Nullable Void nothing) {
            return values.stream().map(this::visit).collect(Collectors.joining(", ", "{", "}"));
        }

        @Override
        public String visitAnnotation(AnnotationMirror annotation, @Nullable Void nothing) {
            Map<String, String> written = new TreeMap<>();
            for (ExecutableElement attribute : attributes(annotation)) {
                String name = attribute.getSimpleName().toString();
                String text = visit(orDefault(annotation, name));
                if (attribute.getDefaultValue() == null || !text.equals(visit(attribute.getDefaultValue()))) {
                    written.put(name, text);
                }
            }
            String name =
                    annotation.getAnnotationType().asElement().getSimpleName().toString();
            return written.entrySet().stream()
                    .map(entry -> entry.getKey() + " = " + entry.getValue())
                    .collect(Collectors.joining(", ", "@" + name + "(", ")"))
                    .replace("()", "");
        }
    }
}
