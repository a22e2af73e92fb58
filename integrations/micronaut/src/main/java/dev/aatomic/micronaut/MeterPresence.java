package dev.aatomic.micronaut;

/** A bean where meters are read. */
interface MeterPresence {}
