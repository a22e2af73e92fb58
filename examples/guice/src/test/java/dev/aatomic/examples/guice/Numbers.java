package dev.aatomic.examples.guice;

/** Gives numbers. */
interface Numbers {

    int next();
}
