package dev.aatomic.examples.guice;

import dev.aatomic.Aatomic;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** One of two of the same interface. */
@Aatomic
@Named("even")
final class EvenNumbers implements Numbers {

    private int last;

    @Inject
    EvenNumbers() {}

    @Override
    public int next() {
        return last += 2;
    }
}
