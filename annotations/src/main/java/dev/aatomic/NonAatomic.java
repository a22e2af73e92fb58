package dev.aatomic;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Leaves a method of an {@link Aatomic} type out: the generated class passes the call on, in no block of its own. A default method then
 * runs in the implementation, so that what it calls is in no block either, unless the interface has default methods only.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface NonAatomic {}
