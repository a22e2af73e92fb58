package dev.aatomic.examples.spring;

/** Gives numbers. */
interface Numbers {

    int next();
}
