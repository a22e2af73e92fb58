package dev.aatomic.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import com.palantir.javapoet.WildcardTypeName;
import dev.aatomic.processor.declaration.ReturnShape;
import dev.aatomic.processor.descriptor.BlockDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Lets the body of a blocking block throw several checked exceptions. A block's type has room for one, and catching
 * them only to throw them again could neither name a type variable nor let an exception through that is not declared.
 */
final class BodyAdapter {

    private static final TypeName UNCHECKED = TypeName.get(RuntimeException.class);
    private static final TypeName ANY = WildcardTypeName.subtypeOf(Object.class);

    private final String name;

    /** Makes an adapter whose methods do not collide with those of the class. */
    BodyAdapter(Set<String> methodNames) {
        String candidate = "rethrowing";
        while (methodNames.contains(candidate)) {
            candidate += "Body";
        }
        this.name = candidate;
    }

    boolean isNeeded(BlockDescriptor block) {
        return block.severalExceptions() && !block.shape().isAsynchronous();
    }

    /** The method to call with the body. */
    String name() {
        return name;
    }

    /**
     * Generates what the given blocks need.
     *
     * <pre>{@code
     * // Its method declares what the body throws; a block can name only one exception.
     * @SuppressWarnings("unchecked")
     * private static <T> CheckedSupplier<T, RuntimeException> rethrowing(CheckedSupplier<T, ?> body) {
     *     return (CheckedSupplier<T, RuntimeException>) body;
     * }
     * }</pre>
     */
    List<MethodSpec> generate(List<BlockDescriptor> blocks) {
        List<MethodSpec> methods = new ArrayList<>();
        if (blocks.stream().anyMatch(block -> isNeeded(block) && block.shape() == ReturnShape.VALUE)) {
            methods.add(cast(RuntimeNames.CHECKED_SUPPLIER, List.of(TypeVariableName.get("T"))));
        }
        if (blocks.stream().anyMatch(block -> isNeeded(block) && block.shape() == ReturnShape.VOID)) {
            methods.add(cast(RuntimeNames.CHECKED_RUNNABLE, List.of()));
        }
        return methods;
    }

    private MethodSpec cast(ClassName type, List<TypeVariableName> variables) {
        TypeName result = parameterized(type, variables, UNCHECKED);
        return MethodSpec.methodBuilder(name)
                .addJavadoc("A block can name one exception; this body's method declares all that it throws.\n")
                .addAnnotation(AnnotationSpec.builder(SuppressWarnings.class)
                        .addMember("value", "$S", "unchecked")
                        .build())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addTypeVariables(variables)
                .returns(result)
                .addParameter(parameterized(type, variables, ANY), "body")
                .addStatement("return ($T) body", result)
                .build();
    }

    private static TypeName parameterized(ClassName type, List<TypeVariableName> variables, TypeName exception) {
        List<TypeName> arguments = new ArrayList<>(variables);
        arguments.add(exception);
        return ParameterizedTypeName.get(type, arguments.toArray(TypeName[]::new));
    }
}
