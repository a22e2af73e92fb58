/** Tests of a part of an application, in Spring Boot's ways. */
@NullMarked
package dev.aatomic.spring.boot.slices;

import org.jspecify.annotations.NullMarked;
