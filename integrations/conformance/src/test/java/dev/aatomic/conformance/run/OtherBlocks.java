package dev.aatomic.conformance.run;

import dev.aatomic.Aatomic;

/** The blocks of the database "other". */
@Aatomic(using = "other")
public interface OtherBlocks extends Blocks {}
