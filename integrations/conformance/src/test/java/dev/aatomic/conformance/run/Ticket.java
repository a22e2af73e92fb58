package dev.aatomic.conformance.run;

/** A value that a block returns: the caller must get this very object. */
public final class Ticket {}
