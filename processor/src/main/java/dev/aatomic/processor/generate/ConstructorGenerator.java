package dev.aatomic.processor.generate;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.aatomic.processor.descriptor.BlockDescriptor;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import java.util.Objects;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Generates the constructor, which builds every block once. */
final class ConstructorGenerator {

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
    static MethodSpec generate(WrapperDescriptor wrapper, BlockFactory blockFactory) {
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder()
                .addAnnotations(wrapper.constructorAnnotations())
                .addModifiers(wrapper.isPublic() ? Set.of(Modifier.PUBLIC) : Set.of());
        wrapper.delegateType()
                .ifPresentOrElse(
                        delegate -> addDelegate(constructor, delegate, wrapper),
                        () -> constructor.addJavadoc("Makes an instance, which inherits the implementation.\n\n"));
        constructor
                .addJavadoc("@param transactions where its transactions run\n")
                .addParameter(RuntimeNames.TRANSACTIONS, "transactions")
                .addStatement("$T.requireNonNull(transactions, $S)", Objects.class, "transactions");
        for (BlockDescriptor block : wrapper.blocks()) {
            constructor.addStatement(blockFactory.assign(block));
        }
        return constructor.build();
    }

    private static void addDelegate(MethodSpec.Builder constructor, TypeName delegate, WrapperDescriptor wrapper) {
        constructor
                .addJavadoc("Wraps an implementation.\n\n")
                .addJavadoc("@param delegate the implementation\n")
                .addParameter(ParameterSpec.builder(delegate, "delegate")
                        .addAnnotations(wrapper.delegateAnnotations())
                        .build())
                .addStatement("this.delegate = $T.requireNonNull(delegate, $S)", Objects.class, "delegate");
    }
}
