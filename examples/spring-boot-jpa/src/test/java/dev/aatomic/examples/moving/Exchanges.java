package dev.aatomic.examples.moving;

/** Products that were brought back for others. */
public interface Exchanges {

    void exchange(long product, long other);
}
