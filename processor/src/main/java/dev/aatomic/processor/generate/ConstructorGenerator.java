package dev.aatomic.processor.generate;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import dev.aatomic.processor.model.BlockDescriptor;
import dev.aatomic.processor.model.TransactionAttributes;
import dev.aatomic.processor.model.WrapperDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Generates the constructor, which builds every block once. */
final class ConstructorGenerator {

    /** Of a statement, without its indent and semicolon. */
    private static final int LONGEST = 111;

    private ConstructorGenerator() {}

    /**
     * Generates the constructor.
     *
     * <pre>{@code
     * public AccountsAatomic(Accounts delegate, Transactions transactions) {
     *     this.delegate = Objects.requireNonNull(delegate, "delegate");
     *     Objects.requireNonNull(transactions, "transactions");
     *     this.transfer = transactions.atomic().named("Accounts.transfer");
     *     this.settle = transactions.atomic().named("Accounts.settle").using("billing").durable();
     * }
     * }</pre>
     */
    static MethodSpec generate(WrapperDescriptor wrapper) {
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder()
                .addJavadoc("Wraps an implementation.\n\n")
                .addJavadoc("@param delegate the implementation\n")
                .addJavadoc("@param transactions where its transactions run\n")
                .addAnnotations(wrapper.constructorAnnotations())
                .addModifiers(wrapper.isPublic() ? Set.of(Modifier.PUBLIC) : Set.of())
                .addParameter(ParameterSpec.builder(wrapper.interfaceType(), "delegate")
                        .addAnnotations(wrapper.delegateAnnotations())
                        .build())
                .addParameter(RuntimeNames.TRANSACTIONS, "transactions")
                .addStatement("this.delegate = $T.requireNonNull(delegate, $S)", Objects.class, "delegate")
                .addStatement("$T.requireNonNull(transactions, $S)", Objects.class, "transactions");
        for (BlockDescriptor block : wrapper.blocks()) {
            constructor.addStatement(assign(block));
        }
        return constructor.build();
    }

    private static CodeBlock assign(BlockDescriptor block) {
        List<CodeBlock> calls = calls(block);
        CodeBlock onOneLine = assign(block, calls, "");
        return onOneLine.toString().length() <= LONGEST ? onOneLine : assign(block, calls, "\n");
    }

    private static CodeBlock assign(BlockDescriptor block, List<CodeBlock> calls, String separator) {
        return CodeBlock.of("this.$L = transactions$L", block.fieldName(), separator).toBuilder()
                .add(CodeBlock.join(calls, separator))
                .build();
    }

    private static List<CodeBlock> calls(BlockDescriptor block) {
        TransactionAttributes attributes = block.attributes();
        List<CodeBlock> calls = new ArrayList<>();
        calls.add(CodeBlock.of(".atomic()"));
        calls.add(CodeBlock.of(".named($S)", block.blockName()));
        if (!attributes.using().isEmpty()) {
            calls.add(CodeBlock.of(".using($S)", attributes.using()));
        }
        if (!attributes.savepoint()) {
            calls.add(CodeBlock.of(".savepoint(false)"));
        }
        if (attributes.durable()) {
            calls.add(CodeBlock.of(".durable()"));
        }
        return calls;
    }
}
