package dev.aatomic.examples.spring;

import dev.aatomic.Aatomic;
import dev.aatomic.AatomicDelegate;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Profile;

/** Another one of the same interface. */
@Aatomic
@AatomicDelegate
@Profile("even")
@Qualifier("even")
class EvenNumbers implements Numbers {

    private int last;

    @Override
    public int next() {
        return last += 2;
    }
}
