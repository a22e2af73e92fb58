package dev.aatomic.reactive.generated;

import dev.aatomic.Aatomic;

/** See {@link TypedBlocks}. */
@Aatomic(using = "other", savepoint = false)
public interface OtherMergedBlocks extends TypedBlocks {}
