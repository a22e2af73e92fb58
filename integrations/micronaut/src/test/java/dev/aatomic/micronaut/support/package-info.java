/** An application in Micronaut over one database. */
@NullMarked
package dev.aatomic.micronaut.support;

import org.jspecify.annotations.NullMarked;
