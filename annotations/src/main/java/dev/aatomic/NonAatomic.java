package dev.aatomic;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Leaves a method of an {@link Aatomic} type out: the generated class passes the call on, in no block of its own. A default method of an
 * interface that has methods in blocks is not passed on but runs as the interface has it, so that what it calls is in its own
 * block. An implementation must not override it, since the generated class would not call that: the processor says so.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface NonAatomic {}
