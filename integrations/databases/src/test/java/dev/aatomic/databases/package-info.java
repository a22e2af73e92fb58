/** What a block promises, tried on every database that can be run here, and compared with {@code docs/databases.md}. */
@NullMarked
package dev.aatomic.databases;

import org.jspecify.annotations.NullMarked;
