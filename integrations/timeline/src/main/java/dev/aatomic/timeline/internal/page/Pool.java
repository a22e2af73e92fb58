package dev.aatomic.timeline.internal.page;

/** The connections to one database in one process. */
record Pool(int process, String database) {}
