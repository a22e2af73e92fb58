/** Spring Framework injects the transactional class: start reading at {@link dev.aatomic.examples.spring.Accounts}. */
@NullMarked
package dev.aatomic.examples.spring;

import org.jspecify.annotations.NullMarked;
