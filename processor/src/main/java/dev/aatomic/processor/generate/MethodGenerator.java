package dev.aatomic.processor.generate;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import dev.aatomic.processor.declaration.ReturnShape;
import dev.aatomic.processor.descriptor.AdapterDescriptor;
import dev.aatomic.processor.descriptor.BlockDescriptor;
import dev.aatomic.processor.descriptor.MethodDescriptor;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Generates the methods. */
final class MethodGenerator {

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
     * public Mono<Receipt> refund(long from, long to, BigDecimal amount) {
     *     return ReactorBlocks.mono(refund, () -> delegate.refund(from, to, amount));
     * }
     *
     * @Override
     * public Object find(long id, Continuation<? super String> $completion) {
     *     return KotlinBlocks.await(find, continuation -> delegate.find(id, continuation), $completion);
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
                .addStatement(statement(method))
                .build();
    }

    private CodeBlock statement(MethodDescriptor method) {
        CodeBlock statement =
                method.block().map(block -> inBlock(method, block)).orElseGet(() -> call(method, names(method), ")"));
        return method.returnType().equals(TypeName.VOID) ? statement : CodeBlock.of("return $L", statement);
    }

    private CodeBlock inBlock(MethodDescriptor method, BlockDescriptor block) {
        String form = switch (block.shape()) {
            case STAGE -> "getStageAsync";
            case VALUE -> "get";
            case VOID -> "run";
            case ADAPTED, SUSPENDED -> block.adapter().orElseThrow().method();
            case UNSUPPORTED -> throw new IllegalStateException("Not validated: " + method.name());
        };
        CodeBlock body = body(method, block);
        String field = field(block.fieldName(), method);
        Optional<ClassName> adapter = block.adapter().flatMap(AdapterDescriptor::type);
        if (adapter.isPresent()) {
            CodeBlock below = CodeBlock.of("$L$L, $L", SourceLayout.lineBreak(1), field, body);
            return CodeBlock.of("$T.$L($L", adapter.get(), form, SourceLayout.group(below));
        }
        CodeBlock below = CodeBlock.of("$L$L", SourceLayout.lineBreak(1), body);
        return CodeBlock.of("$L.$L($L", field, form, SourceLayout.group(below));
    }

    private CodeBlock body(MethodDescriptor method, BlockDescriptor block) {
        List<String> names = names(method);
        if (block.shape() == ReturnShape.SUSPENDED) {
            int last = names.size() - 1;
            String continuation = notOf(names, "continuation");
            List<String> ofBody = new ArrayList<>(names);
            String ofCaller = ofBody.set(last, continuation);
            return CodeBlock.of("$L -> $L", continuation, call(method, ofBody, "), " + ofCaller + ")"));
        }
        return bodyAdapter.isNeeded(block)
                ? CodeBlock.of("$L(() -> $L", bodyAdapter.name(), call(method, names, ")))"))
                : CodeBlock.of("() -> $L", call(method, names, "))"));
    }

    private static List<String> names(MethodDescriptor method) {
        return method.parameters().stream().map(ParameterSpec::name).toList();
    }

    private static String notOf(List<String> names, String wanted) {
        String candidate = wanted;
        while (names.contains(candidate)) {
            candidate += "_";
        }
        return candidate;
    }

    /**
     * A call, with the arguments on its line, or together on the next one, or each on its own.
     *
     * @param end the parentheses that end the call and what is around it, which must have room after the arguments
     */
    private CodeBlock call(MethodDescriptor method, List<String> arguments, String end) {
        CodeBlock receiver = wrapper.delegateType().isPresent()
                ? CodeBlock.of("$L", field("delegate", method))
                : CodeBlock.of("$T.super", wrapper.originName());
        // Spelled out, since the compiler cannot always infer them inside a lambda.
        String typeArguments = method.typeVariables().isEmpty()
                ? ""
                : method.typeVariables().stream()
                        .map(TypeVariableName::name)
                        .collect(Collectors.joining(", ", "<", ">"));
        return CodeBlock.of("$L.$L$L($L", receiver, typeArguments, method.name(), arguments(arguments, end));
    }

    private static CodeBlock arguments(List<String> names, String end) {
        if (names.isEmpty()) {
            return CodeBlock.of("$L", end);
        }
        String lineBreak = SourceLayout.lineBreak(2);
        String arguments = String.join("," + lineBreak, names);
        CodeBlock together = SourceLayout.group(CodeBlock.of("$L$L", arguments, end));
        return SourceLayout.group(CodeBlock.of("$L$L", lineBreak, together));
    }

    /** A parameter hides the field of its name. */
    private static String field(String name, MethodDescriptor method) {
        return names(method).contains(name) ? "this." + name : name;
    }
}
