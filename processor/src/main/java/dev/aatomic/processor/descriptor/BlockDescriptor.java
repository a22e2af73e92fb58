package dev.aatomic.processor.descriptor;

import dev.aatomic.processor.declaration.ReturnShape;
import java.util.Optional;

/**
 * The block in which a generated method runs.
 *
 * @param fieldName the field that holds it
 * @param blockName its name in messages, for example {@code Accounts.transfer}
 * @param attributes its settings
 * @param shape what the method returns
 * @param adapter what runs the block, where the shape needs an adapter
 * @param severalExceptions whether the method declares more checked exceptions than one type can name
 */
public record BlockDescriptor(
        String fieldName,
        String blockName,
        TransactionAttributes attributes,
        ReturnShape shape,
        Optional<AdapterDescriptor> adapter,
        boolean severalExceptions) {}
