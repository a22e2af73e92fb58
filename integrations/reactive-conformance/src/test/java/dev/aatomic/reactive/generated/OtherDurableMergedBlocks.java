package dev.aatomic.reactive.generated;

import dev.aatomic.Aatomic;

/** See {@link TypedBlocks}. */
@Aatomic(using = "other", durable = true, savepoint = false)
public interface OtherDurableMergedBlocks extends TypedBlocks {}
