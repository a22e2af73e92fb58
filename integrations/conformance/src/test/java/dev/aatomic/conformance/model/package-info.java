/** The rules as bookkeeping in memory: what a program must do, worked out without this library and without a database. */
@NullMarked
package dev.aatomic.conformance.model;

import org.jspecify.annotations.NullMarked;
