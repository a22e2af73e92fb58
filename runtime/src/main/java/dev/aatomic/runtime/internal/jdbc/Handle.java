package dev.aatomic.runtime.internal.jdbc;

/** Marks the handles among the objects that a user passes to the driver, and puts their classes into this package. */
interface Handle {}
