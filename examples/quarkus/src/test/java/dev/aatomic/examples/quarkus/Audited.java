package dev.aatomic.examples.quarkus;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Says which ledger. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@interface Audited {}
