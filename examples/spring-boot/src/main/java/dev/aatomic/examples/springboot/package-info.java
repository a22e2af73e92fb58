/** A web service over PostgreSQL whose controllers return stages: start reading at {@link dev.aatomic.examples.springboot.Accounts}. */
@NullMarked
package dev.aatomic.examples.springboot;

import org.jspecify.annotations.NullMarked;
