package dev.aatomic.processor.generate;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import dev.aatomic.processor.model.BlockDescriptor;
import dev.aatomic.processor.model.MethodDescriptor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Generates the methods. */
final class MethodGenerator {

    private static final String INDENT = "        ";

    /** Of the first line of a statement, without its indent and semicolon. */
    private static final int LONGEST = 111;

    private MethodGenerator() {}

    /**
     * Generates a method: in a block, or passed on.
     *
     * <pre>{@code
     * @Override
     * public CompletionStage<Receipt> transfer(long from, long to, BigDecimal amount) {
     *     return transfer.getStageAsync(() -> delegate.transfer(from, to, amount));
     * }
     *
     * @Override
     * public String describe() {
     *     return delegate.describe();
     * }
     * }</pre>
     */
    static MethodSpec generate(MethodDescriptor method, BodyAdapter bodyAdapter) {
        return MethodSpec.methodBuilder(method.name())
                .addAnnotation(Override.class)
                .addAnnotations(method.annotations())
                .addModifiers(Modifier.PUBLIC)
                .addTypeVariables(method.typeVariables())
                .returns(method.returnType())
                .addParameters(method.parameters())
                .varargs(method.varargs())
                .addExceptions(method.exceptions())
                .addStatement("$L", statement(method, bodyAdapter))
                .build();
    }

    /** The first of several layouts in which every line is short enough. */
    private static String statement(MethodDescriptor method, BodyAdapter bodyAdapter) {
        String onOneLine = statement(method, bodyAdapter, "", call(method, "", ", "));
        String withBodyBelow = statement(method, bodyAdapter, "\n", call(method, "", ", "));
        String withArgumentsBelow = statement(method, bodyAdapter, "\n", call(method, "\n" + INDENT, ", "));
        String withManyLines = statement(method, bodyAdapter, "\n", call(method, "\n" + INDENT, ",\n" + INDENT));
        return Stream.of(onOneLine, withBodyBelow, withArgumentsBelow)
                .filter(MethodGenerator::isShort)
                .findFirst()
                .orElse(withManyLines);
    }

    private static boolean isShort(String statement) {
        String[] lines = statement.split("\n");
        for (int index = 0; index < lines.length; index++) {
            if (lines[index].length() > (index == 0 ? LONGEST : LONGEST - INDENT.length())) {
                return false;
            }
        }
        return true;
    }

    private static String statement(MethodDescriptor method, BodyAdapter bodyAdapter, String beforeBody, String call) {
        String statement = method.block()
                .map(block -> inBlock(method, block, bodyAdapter, beforeBody, call))
                .orElse(call);
        return method.returnType().equals(TypeName.VOID) ? statement : "return " + statement;
    }

    private static String inBlock(
            MethodDescriptor method, BlockDescriptor block, BodyAdapter bodyAdapter, String beforeBody, String call) {
        String form = switch (block.shape()) {
            case STAGE -> "getStageAsync";
            case VALUE -> "get";
            case VOID -> "run";
            case UNSUPPORTED -> throw new IllegalStateException("Not validated: " + method.name());
        };
        String body = bodyAdapter.isNeeded(block) ? bodyAdapter.adapt("() -> " + call) : "() -> " + call;
        return field(block.fieldName(), method) + "." + form + "(" + beforeBody + body + ")";
    }

    private static String call(MethodDescriptor method, String beforeArguments, String comma) {
        String arguments = method.parameters().stream().map(ParameterSpec::name).collect(Collectors.joining(comma));
        // Spelled out, since the compiler cannot always infer them inside a lambda.
        String typeArguments = method.typeVariables().isEmpty()
                ? ""
                : method.typeVariables().stream()
                        .map(TypeVariableName::name)
                        .collect(Collectors.joining(", ", "<", ">"));
        return field("delegate", method) + "." + typeArguments + method.name() + "(" + beforeArguments + arguments
                + ")";
    }

    /** A parameter hides the field of its name. */
    private static String field(String name, MethodDescriptor method) {
        boolean hidden = method.parameters().stream().map(ParameterSpec::name).anyMatch(name::equals);
        return hidden ? "this." + name : name;
    }
}
