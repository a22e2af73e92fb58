/** An application with repositories. */
@NullMarked
package dev.aatomic.spring.boot.jpa;

import org.jspecify.annotations.NullMarked;
