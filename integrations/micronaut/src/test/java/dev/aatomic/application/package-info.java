/** An application in Micronaut over one database. */
@NullMarked
package dev.aatomic.application;

import org.jspecify.annotations.NullMarked;
