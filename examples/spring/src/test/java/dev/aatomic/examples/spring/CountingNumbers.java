package dev.aatomic.examples.spring;

import dev.aatomic.Aatomic;
import dev.aatomic.AatomicDelegate;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Profile;

/** Is annotated itself, and marked, so that it can be kept out of collections; and not there without its profile. */
@Aatomic
@AatomicDelegate
@Profile("numbers")
@Qualifier("counting")
class CountingNumbers implements Numbers {

    private int last;

    @Override
    public int next() {
        return ++last;
    }
}
