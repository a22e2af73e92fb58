package dev.aatomic.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import dev.aatomic.processor.descriptor.BlockDescriptor;
import dev.aatomic.processor.descriptor.StringLiteral;
import dev.aatomic.processor.descriptor.TransactionAttributes;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Builds blocks in the constructor; by a method for each kind of settings where the constructor would be too large for a class
 * file, which holds 64 KiB of code for each.
 */
final class BlockFactory {

    /** In bytes, of which an estimate may be too high but never too low. */
    private static final int LARGEST_CONSTRUCTOR = 60_000;

    private static final int BYTES_OF_STATEMENT = 8;
    private static final int BYTES_OF_CALL = 8;
    private static final int BYTES_OF_CLASS = 12;

    /** The method for each kind of settings; none where the constructor does without. */
    private final Map<TransactionAttributes, String> methods = new LinkedHashMap<>();

    /** What the constructor suppresses, the methods repeat: they name the same classes. */
    private final List<AnnotationSpec> suppressions;

    BlockFactory(WrapperDescriptor wrapper) {
        this.suppressions = wrapper.constructorAnnotations().stream()
                .filter(annotation -> annotation.type().equals(ClassName.get(SuppressWarnings.class)))
                .toList();
        int size = wrapper.blocks().stream()
                .map(AtomicGenerator::assign)
                .mapToInt(BlockFactory::size)
                .sum();
        if (size > LARGEST_CONSTRUCTOR) {
            Set<String> taken = new HashSet<>(wrapper.methodNames());
            for (BlockDescriptor block : wrapper.blocks()) {
                methods.computeIfAbsent(block.attributes(), attributes -> nextName(taken));
            }
        }
    }

    private String nextName(Set<String> taken) {
        int number = methods.size() + 1;
        String name = number == 1 ? "atomic" : "atomic" + number;
        while (!taken.add(name)) {
            name += "Block";
        }
        return name;
    }

    private static int size(CodeBlock statement) {
        String source = statement.toString();
        int calls = (int) source.chars().filter(character -> character == '(').count();
        int classes = source.split("\\.class\\b", -1).length - 1;
        return BYTES_OF_STATEMENT + calls * BYTES_OF_CALL + classes * BYTES_OF_CLASS;
    }

    /** Generates the statement of the constructor that builds a block. */
    CodeBlock assign(BlockDescriptor block) {
        return methods.isEmpty()
                ? AtomicGenerator.assign(block)
                : CodeBlock.of(
                        "this.$L = $L(transactions, $L)",
                        block.fieldName(),
                        methods.get(block.attributes()),
                        new StringLiteral(block.blockName()));
    }

    /**
     * Generates the methods that the constructor calls.
     *
     * <pre>{@code
     * private static Atomic atomic(Transactions transactions, String name) {
     *     return transactions.atomic().named(name).using("billing").timeout(Duration.ofSeconds(5));
     * }
     * }</pre>
     */
    List<MethodSpec> generate() {
        List<MethodSpec> specs = new ArrayList<>();
        methods.forEach((attributes, name) -> specs.add(MethodSpec.methodBuilder(name)
                .addAnnotations(suppressions)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .returns(RuntimeNames.ATOMIC)
                .addParameter(RuntimeNames.TRANSACTIONS, "transactions")
                .addParameter(String.class, "name")
                .addStatement(AtomicGenerator.build(attributes, "name"))
                .build()));
        return specs;
    }
}
