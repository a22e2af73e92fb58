/** More than one database. */
@NullMarked
package dev.aatomic.examples.guide.databases;

import org.jspecify.annotations.NullMarked;
