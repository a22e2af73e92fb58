/** The Hibernate session of a block: opened at its first use on the block's connection, and flushed, cleared and closed with the block. */
@NullMarked
package dev.aatomic.hibernate;

import org.jspecify.annotations.NullMarked;
