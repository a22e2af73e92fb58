package dev.aatomic.processor.generate;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import dev.aatomic.processor.descriptor.BlockDescriptor;
import dev.aatomic.processor.descriptor.MethodDescriptor;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Generates the methods. */
final class MethodGenerator {

    private static final String INDENT = "        ";

    /** Of the first line of a statement, without its indent and semicolon. */
    private static final int LONGEST = 111;

    /** Stands for the interface whose own methods are called, until its name is known to be imported or not. */
    private static final String INTERFACE = "\0";

    private final WrapperDescriptor wrapper;
    private final BodyAdapter bodyAdapter;

    /** Makes a generator for one class. */
    MethodGenerator(WrapperDescriptor wrapper, BodyAdapter bodyAdapter) {
        this.wrapper = wrapper;
        this.bodyAdapter = bodyAdapter;
    }

    /**
     * Generates a method: in a block, or passed on; or in a block around what it inherits, where there is no delegate.
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
     *
     * @Override
     * public CompletionStage<Receipt> transfer(long from, long to, BigDecimal amount) {
     *     return transfer.getStageAsync(() -> Accounts.super.transfer(from, to, amount));
     * }
     * }</pre>
     */
    MethodSpec generate(MethodDescriptor method) {
        return MethodSpec.methodBuilder(method.name())
                .addAnnotation(Override.class)
                .addAnnotations(method.annotations())
                .addModifiers(Modifier.PUBLIC)
                .addTypeVariables(method.typeVariables())
                .returns(method.returnType())
                .addParameters(method.parameters())
                .varargs(method.varargs())
                .addExceptions(method.exceptions())
                .addStatement(code(statement(method)))
                .build();
    }

    private CodeBlock code(String statement) {
        String format = statement.replace("$", "$$").replace(INTERFACE, "$T");
        return wrapper.delegateType().isPresent() ? CodeBlock.of(format) : CodeBlock.of(format, wrapper.originName());
    }

    /** The first of several layouts in which every line is short enough. */
    private String statement(MethodDescriptor method) {
        String onOneLine = statement(method, "", call(method, "", ", "));
        String withBodyBelow = statement(method, "\n", call(method, "", ", "));
        String withArgumentsBelow = statement(method, "\n", call(method, "\n" + INDENT, ", "));
        String withManyLines = statement(method, "\n", call(method, "\n" + INDENT, ",\n" + INDENT));
        return Stream.of(onOneLine, withBodyBelow, withArgumentsBelow)
                .filter(this::isShort)
                .findFirst()
                .orElse(withManyLines);
    }

    private boolean isShort(String statement) {
        String[] lines = statement
                .replace(INTERFACE, String.join(".", wrapper.originName().simpleNames()))
                .split("\n");
        for (int index = 0; index < lines.length; index++) {
            if (lines[index].length() > (index == 0 ? LONGEST : LONGEST - INDENT.length())) {
                return false;
            }
        }
        return true;
    }

    private String statement(MethodDescriptor method, String beforeBody, String call) {
        String statement = method.block()
                .map(block -> inBlock(method, block, beforeBody, call))
                .orElse(call);
        return method.returnType().equals(TypeName.VOID) ? statement : "return " + statement;
    }

    private String inBlock(MethodDescriptor method, BlockDescriptor block, String beforeBody, String call) {
        String form = switch (block.shape()) {
            case STAGE -> "getStageAsync";
            case VALUE -> "get";
            case VOID -> "run";
            case UNSUPPORTED -> throw new IllegalStateException("Not validated: " + method.name());
        };
        String body = bodyAdapter.isNeeded(block) ? bodyAdapter.adapt("() -> " + call) : "() -> " + call;
        return field(block.fieldName(), method) + "." + form + "(" + beforeBody + body + ")";
    }

    private String call(MethodDescriptor method, String beforeArguments, String comma) {
        String arguments = method.parameters().stream().map(ParameterSpec::name).collect(Collectors.joining(comma));
        // Spelled out, since the compiler cannot always infer them inside a lambda.
        String typeArguments = method.typeVariables().isEmpty()
                ? ""
                : method.typeVariables().stream()
                        .map(TypeVariableName::name)
                        .collect(Collectors.joining(", ", "<", ">"));
        String receiver = wrapper.delegateType().isPresent() ? field("delegate", method) : INTERFACE + ".super";
        return receiver + "." + typeArguments + method.name() + "(" + beforeArguments + arguments + ")";
    }

    /** A parameter hides the field of its name. */
    private static String field(String name, MethodDescriptor method) {
        boolean hidden = method.parameters().stream().map(ParameterSpec::name).anyMatch(name::equals);
        return hidden ? "this." + name : name;
    }
}
