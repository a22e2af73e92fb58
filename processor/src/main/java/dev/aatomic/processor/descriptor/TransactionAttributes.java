package dev.aatomic.processor.descriptor;

import com.palantir.javapoet.TypeName;
import dev.aatomic.processor.declaration.DurationSetting;
import java.util.List;
import java.util.Optional;

/**
 * The settings of one method, merged from everywhere they may be written.
 *
 * @param using the database's name; empty for the database of the innermost open block
 * @param savepoint whether a nested block is a savepoint of its own
 * @param durable whether the block must be the outermost one
 * @param propagation the constant of {@code Propagation}; empty for the default
 * @param isolation the constant of {@code Isolation}; empty for the default
 * @param readOnly whether the transaction only reads; empty if nobody said so, which is not the same as false
 * @param connection the constant of {@code ConnectionAcquisition}; empty for the default
 * @param timeout how long the block may take; empty for no limit
 * @param retry when the block runs again; empty for never
 * @param noRollbackFor the failures that commit
 */
public record TransactionAttributes(
        String using,
        boolean savepoint,
        boolean durable,
        Optional<String> propagation,
        Optional<String> isolation,
        Optional<Boolean> readOnly,
        Optional<String> connection,
        Optional<DurationSetting> timeout,
        Optional<RetryAttributes> retry,
        List<TypeName> noRollbackFor) {

    /** Keeps a copy of the list. */
    public TransactionAttributes {
        noRollbackFor = List.copyOf(noRollbackFor);
    }
}
