package dev.aatomic.examples.avaje;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Says which ledger. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@interface Audited {}
