package dev.aatomic.processor.generate;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.aatomic.processor.declaration.DurationSetting;
import dev.aatomic.processor.descriptor.BlockDescriptor;
import dev.aatomic.processor.descriptor.RetryAttributes;
import dev.aatomic.processor.descriptor.StringLiteral;
import dev.aatomic.processor.descriptor.TransactionAttributes;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Generates the statement that builds a block. */
final class AtomicGenerator {

    /** What the runtime does without being told. */
    private static final Duration DEFAULT_DELAY = Duration.ofMillis(20);

    private static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(1);

    private static final List<ChronoUnit> UNITS = List.of(
            ChronoUnit.DAYS,
            ChronoUnit.HOURS,
            ChronoUnit.MINUTES,
            ChronoUnit.SECONDS,
            ChronoUnit.MILLIS,
            ChronoUnit.NANOS);

    private AtomicGenerator() {}

    /**
     * Generates the statement, on one line or with a line for each call.
     *
     * <pre>{@code
     * this.settle = transactions
     *         .atomic()
     *         .named("Accounts.settle")
     *         .isolation(Isolation.SERIALIZABLE)
     *         .timeout(Duration.ofSeconds(5))
     *         .retry(RetryPolicy.ofMaxAttempts(5));
     * }</pre>
     */
    static CodeBlock assign(BlockDescriptor block) {
        CodeBlock name = CodeBlock.of("$L", new StringLiteral(block.blockName()));
        return statement("this." + block.fieldName() + " =", name, block.attributes());
    }

    /**
     * Generates a statement that builds a block of any name.
     *
     * <pre>{@code
     * return transactions.atomic().named(name).timeout(Duration.ofSeconds(5));
     * }</pre>
     */
    static CodeBlock build(TransactionAttributes attributes, String name) {
        return statement("return", CodeBlock.of("$L", name), attributes);
    }

    private static CodeBlock statement(String start, CodeBlock name, TransactionAttributes attributes) {
        CodeBlock.Builder calls = CodeBlock.builder();
        calls(name, attributes)
                .forEach(call -> calls.add(SourceLayout.lineBreak(1)).add(call));
        return CodeBlock.of("$L transactions$L", start, SourceLayout.group(calls.build()));
    }

    private static List<CodeBlock> calls(CodeBlock name, TransactionAttributes attributes) {
        List<CodeBlock> calls = new ArrayList<>();
        calls.add(CodeBlock.of(".atomic()"));
        calls.add(CodeBlock.of(".named($L)", name));
        if (!attributes.using().isEmpty()) {
            calls.add(CodeBlock.of(".using($L)", new StringLiteral(attributes.using())));
        }
        if (!attributes.savepoint()) {
            calls.add(CodeBlock.of(".savepoint(false)"));
        }
        attributes
                .propagation()
                .ifPresent(
                        constant -> calls.add(CodeBlock.of(".propagation($T.$L)", RuntimeNames.PROPAGATION, constant)));
        if (attributes.durable()) {
            calls.add(CodeBlock.of(".durable()"));
        }
        attributes
                .isolation()
                .ifPresent(constant -> calls.add(CodeBlock.of(".isolation($T.$L)", RuntimeNames.ISOLATION, constant)));
        attributes
                .readOnly()
                .ifPresent(readOnly -> calls.add(CodeBlock.of(readOnly ? ".readOnly()" : ".readOnly(false)")));
        attributes
                .connection()
                .ifPresent(constant ->
                        calls.add(CodeBlock.of(".connection($T.$L)", RuntimeNames.CONNECTION_ACQUISITION, constant)));
        attributes.timeout().ifPresent(timeout -> calls.add(CodeBlock.of(".timeout($L)", duration(timeout))));
        attributes.retry().ifPresent(retry -> calls.add(retry(retry)));
        if (!attributes.noRollbackFor().isEmpty()) {
            calls.add(call("noRollbackFor", attributes.noRollbackFor(), 2));
        }
        return calls;
    }

    private static CodeBlock retry(RetryAttributes retry) {
        CodeBlock.Builder policy =
                CodeBlock.builder().add(".retry($T.ofMaxAttempts($L)", RuntimeNames.RETRY_POLICY, retry.maxAttempts());
        boolean ownDelays = !retry.delay().toDuration().equals(DEFAULT_DELAY)
                || !retry.maxDelay().toDuration().equals(DEFAULT_MAX_DELAY);
        if (ownDelays) {
            policy.add(SourceLayout.lineBreak(2))
                    .add(".withBackoff($L, $L)", duration(retry.delay()), duration(retry.maxDelay()));
        }
        if (!retry.retryFor().isEmpty()) {
            policy.add(SourceLayout.lineBreak(2)).add(call("retryFor", retry.retryFor(), 3));
        }
        return SourceLayout.group(policy.add(")").build());
    }

    /** A call with classes: on one line, or a line for each where they are many. */
    private static CodeBlock call(String method, List<TypeName> classes, int indents) {
        String lineBreak = SourceLayout.lineBreak(indents);
        List<CodeBlock> literals =
                classes.stream().map(type -> CodeBlock.of("$T.class", type)).toList();
        return SourceLayout.group(CodeBlock.builder()
                .add(".$L($L", method, lineBreak)
                .add(CodeBlock.join(literals, "," + lineBreak))
                .add(")")
                .build());
    }

    /** In the largest unit that holds it exactly, as one would write it. */
    private static CodeBlock duration(DurationSetting setting) {
        if (setting.amount() == 0) {
            return CodeBlock.of("$T.ZERO", Duration.class);
        }
        Duration duration = setting.toDuration();
        ChronoUnit unit = UNITS.stream()
                .filter(each -> isMultiple(duration, each.getDuration()))
                .findFirst()
                .orElseThrow();
        String factory = switch (unit) {
            case NANOS -> "ofNanos";
            case MILLIS -> "ofMillis";
            case SECONDS -> "ofSeconds";
            case MINUTES -> "ofMinutes";
            case HOURS -> "ofHours";
            case DAYS -> "ofDays";
            default -> throw new IllegalArgumentException("No such unit in the source: " + unit);
        };
        long amount = duration.dividedBy(unit.getDuration());
        return CodeBlock.of("$T.$L($L$L)", Duration.class, factory, amount, amount > Integer.MAX_VALUE ? "L" : "");
    }

    private static boolean isMultiple(Duration duration, Duration unit) {
        return unit.multipliedBy(duration.dividedBy(unit)).equals(duration);
    }
}
