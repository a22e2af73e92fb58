package dev.aatomic.examples.dagger;

import dev.aatomic.Aatomic;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** One of two of the same interface. */
@Aatomic
@Named("odd")
final class OddNumbers implements Numbers {

    private int last;

    @Inject
    OddNumbers() {}

    @Override
    public int next() {
        return last = last == 0 ? 1 : last + 2;
    }
}
