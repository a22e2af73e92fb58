package dev.aatomic.processor.generate;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.aatomic.processor.model.BlockDescriptor;
import dev.aatomic.processor.model.MethodDescriptor;
import javax.lang.model.element.Modifier;

/** Generates the methods. */
final class MethodGenerator {

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
        CodeBlock call = call(method);
        CodeBlock statement =
                method.block().map(block -> inBlock(method, block, call, bodyAdapter)).orElse(call);
        boolean isVoid = method.returnType().equals(TypeName.VOID);
        return MethodSpec.methodBuilder(method.name())
                .addAnnotation(Override.class)
                .addAnnotations(method.annotations())
                .addModifiers(Modifier.PUBLIC)
                .addTypeVariables(method.typeVariables())
                .returns(method.returnType())
                .addParameters(method.parameters())
                .varargs(method.varargs())
                .addExceptions(method.exceptions())
                .addStatement(isVoid ? "$L" : "return $L", statement)
                .build();
    }

    private static CodeBlock inBlock(
            MethodDescriptor method, BlockDescriptor block, CodeBlock call, BodyAdapter bodyAdapter) {
        CodeBlock body = CodeBlock.of("() -> $L", call);
        if (bodyAdapter.isNeeded(block)) {
            body = bodyAdapter.adapt(body);
        }
        String form =
                switch (block.shape()) {
                    case STAGE -> "getStageAsync";
                    case VALUE -> "get";
                    case VOID -> "run";
                    case UNSUPPORTED -> throw new IllegalStateException("Not validated: " + method.name());
                };
        return CodeBlock.of("$L.$L($Z$L)", field(block.fieldName(), method), form, body);
    }

    private static CodeBlock call(MethodDescriptor method) {
        CodeBlock arguments = method.parameters().stream()
                .map(parameter -> CodeBlock.of("$N", parameter))
                .collect(CodeBlock.joining(",$W"));
        // Spelled out, since the compiler cannot always infer them inside a lambda.
        CodeBlock typeArguments = method.typeVariables().isEmpty()
                ? CodeBlock.of("")
                : method.typeVariables().stream()
                        .map(variable -> CodeBlock.of("$L", variable.name()))
                        .collect(CodeBlock.joining(", ", "<", ">"));
        return CodeBlock.of("$L.$L$L($L)", field("delegate", method), typeArguments, method.name(), arguments);
    }

    /** A parameter hides the field of its name. */
    private static String field(String name, MethodDescriptor method) {
        boolean hidden = method.parameters().stream().map(ParameterSpec::name).anyMatch(name::equals);
        return hidden ? "this." + name : name;
    }
}
