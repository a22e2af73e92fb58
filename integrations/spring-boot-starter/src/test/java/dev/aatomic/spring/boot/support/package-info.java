/** What the tests share. */
@NullMarked
package dev.aatomic.spring.boot.support;

import org.jspecify.annotations.NullMarked;
