package dev.aatomic.conformance.run;

import dev.aatomic.Aatomic;

/** The blocks of the database "default". */
@Aatomic(using = "default")
public interface DefaultBlocks extends Blocks {}
