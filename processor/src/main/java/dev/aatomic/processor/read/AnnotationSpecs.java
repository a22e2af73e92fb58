package dev.aatomic.processor.read;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.descriptor.StringLiteral;
import java.util.List;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.SimpleAnnotationValueVisitor14;
import org.jspecify.annotations.Nullable;

/**
 * Turns annotations into source. {@code AnnotationSpec.get} would write the attributes in the order in which a compiler
 * happens to keep them, and cannot write every value.
 */
public final class AnnotationSpecs extends SimpleAnnotationValueVisitor14<CodeBlock, @Nullable Void> {

    private static final AnnotationSpecs INSTANCE = new AnnotationSpecs();

    private AnnotationSpecs() {}

    /**
     * Writes an annotation.
     *
     * @param annotation the annotation
     * @return what is written in it, in the order in which its type declares the attributes
     */
    public static AnnotationSpec of(AnnotationMirror annotation) {
        TypeElement type = (TypeElement) annotation.getAnnotationType().asElement();
        AnnotationSpec.Builder builder = AnnotationSpec.builder(ClassName.get(type));
        for (ExecutableElement attribute : ElementFilter.methodsIn(type.getEnclosedElements())) {
            String name = attribute.getSimpleName().toString();
            Annotations.written(annotation, name)
                    .ifPresent(value -> builder.addMember(name, "$L", INSTANCE.visit(value)));
        }
        return builder.build();
    }

    @Override
    protected CodeBlock defaultAction(Object value, @Nullable Void nothing) {
        return CodeBlock.of("$L", value);
    }

    @Override
    public CodeBlock visitString(String value, @Nullable Void nothing) {
        return CodeBlock.of("$L", new StringLiteral(value));
    }

    @Override
    public CodeBlock visitChar(char value, @Nullable Void nothing) {
        return CodeBlock.of(
                "'$L'",
                switch (value) {
                    case '\'' -> "\\'";
                    case '\\' -> "\\\\";
                    case '\n' -> "\\n";
                    case '\r' -> "\\r";
                    default ->
                        StringLiteral.isPrinted(value) ? String.valueOf(value) : StringLiteral.unicodeEscape(value);
                });
    }

    @Override
    public CodeBlock visitLong(long value, @Nullable Void nothing) {
        return CodeBlock.of("$LL", value);
    }

    @Override
    public CodeBlock visitFloat(float value, @Nullable Void nothing) {
        return Float.isFinite(value) ? CodeBlock.of("$Lf", value) : quotient(value, "f");
    }

    @Override
    public CodeBlock visitDouble(double value, @Nullable Void nothing) {
        return Double.isFinite(value) ? CodeBlock.of("$L", value) : quotient(value, "");
    }

    /** No literal is infinite or no number. */
    private static CodeBlock quotient(double value, String suffix) {
        String dividend = Double.isNaN(value) ? "0.0" : value > 0 ? "1.0" : "-1.0";
        return CodeBlock.of("$L$L / 0$L", dividend, suffix, suffix.isEmpty() ? ".0" : suffix);
    }

    @Override
    public CodeBlock visitType(TypeMirror type, @Nullable Void nothing) {
        return CodeBlock.of("$T.class", TypeNames.of(type));
    }

    @Override
    public CodeBlock visitEnumConstant(VariableElement constant, @Nullable Void nothing) {
        return CodeBlock.of("$T.$L", TypeNames.of(constant.asType()), constant.getSimpleName());
    }

    @Override
    public CodeBlock visitAnnotation(AnnotationMirror annotation, @Nullable Void nothing) {
        return CodeBlock.of("$L", of(annotation));
    }

    @Override
    public CodeBlock visitArray(List<? extends AnnotationValue> values, @Nullable Void nothing) {
        List<CodeBlock> elements = values.stream().map(this::visit).toList();
        return elements.size() == 1
                ? elements.get(0)
                : CodeBlock.builder()
                        .add("{")
                        .add(CodeBlock.join(elements, ", "))
                        .add("}")
                        .build();
    }
}
