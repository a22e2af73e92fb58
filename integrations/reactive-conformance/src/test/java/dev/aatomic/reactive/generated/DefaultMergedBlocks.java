package dev.aatomic.reactive.generated;

import dev.aatomic.Aatomic;

/** See {@link TypedBlocks}. */
@Aatomic(using = "default", savepoint = false)
public interface DefaultMergedBlocks extends TypedBlocks {}
