package dev.aatomic.runtime.internal.jdbc;

/** What is open and what was changed through the handles of one block. */
public final class HandleLedger {}
