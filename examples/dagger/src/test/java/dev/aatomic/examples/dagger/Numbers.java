package dev.aatomic.examples.dagger;

/** Gives numbers. */
interface Numbers {

    int next();
}
