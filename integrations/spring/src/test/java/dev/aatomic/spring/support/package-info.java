/** What the tests share. */
@NullMarked
package dev.aatomic.spring.support;

import org.jspecify.annotations.NullMarked;
