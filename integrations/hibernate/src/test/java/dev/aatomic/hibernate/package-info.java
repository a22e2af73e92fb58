/** Sessions of blocks, against real pools and databases: what became of a block is asked of the database. */
@NullMarked
package dev.aatomic.hibernate;

import org.jspecify.annotations.NullMarked;
