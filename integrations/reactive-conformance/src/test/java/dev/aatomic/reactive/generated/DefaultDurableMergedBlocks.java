package dev.aatomic.reactive.generated;

import dev.aatomic.Aatomic;

/** See {@link TypedBlocks}. */
@Aatomic(using = "default", durable = true, savepoint = false)
public interface DefaultDurableMergedBlocks extends TypedBlocks {}
