package dev.aatomic.runtime.internal.observe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Relational;

/** The field by which the events of one block are joined. */
@MetadataDefinition
@Relational
@Label("Block")
@Description("The number of an outermost block: all of its events have it, and those of no other block in the process")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface FlightBlockId {}
